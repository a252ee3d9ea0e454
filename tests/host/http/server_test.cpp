#include "host/http/server.hpp"

#include <memory>

#include "host/error/error.hpp"
#include "tests/host/http/echo_server.hpp"

namespace trainyard::http {
namespace {

using namespace std::chrono_literals;
using test::body_of;
using test::Client;
using test::get;
using test::post;
using test::Running;
using test::status_of;

std::string answer_to(const Running& server, const std::string& request) {
  Client client(server.port());
  client.send(request);
  return client.receive();
}

TEST(Server, AnswersManyRequestsOverOneConnection) {
  const Running server;
  Client client(server.port());
  for (int i = 0; i < 100; ++i) {
    client.send(post("/a%20b?x=%20", std::to_string(i)));
    const std::string response = client.receive();
    EXPECT_EQ(status_of(response), 200);
    EXPECT_EQ(body_of(response), "POST /a b?x=%20 " + std::to_string(i));
    EXPECT_EQ(response.find("Connection: close"), std::string::npos);
  }
  EXPECT_EQ(server.load().connections, 1U);
}

TEST(Server, RequestsSentWithoutWaitingAreAnsweredInOrder) {
  const Running server;
  Client client(server.port());
  client.send(post("/slow", "1") + get("/2") + post("/3", "3"));
  EXPECT_EQ(body_of(client.receive()), "POST /slow? 1");
  EXPECT_EQ(body_of(client.receive()), "GET /2? ");
  EXPECT_EQ(body_of(client.receive()), "POST /3? 3");
}

TEST(Server, BytesThatComeOneByOneMakeARequest) {
  const Running server;
  Client client(server.port());
  for (const char byte : post("/bytes", "body")) ASSERT_TRUE(client.send({&byte, 1}));
  EXPECT_EQ(body_of(client.receive()), "POST /bytes? body");
}

TEST(Server, AChunkedBodyIsOneBody) {
  const Running server;
  Client client(server.port());
  client.send("POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nTrailer: x\r\n\r\n");
  EXPECT_EQ(body_of(client.receive()), "POST /c? abcde");
  client.send(get("/next"));
  EXPECT_EQ(body_of(client.receive()), "GET /next? ");
}

TEST(Server, WhoExpectsToBeAskedForTheBodyIs) {
  const Running server;
  Client client(server.port());
  client.send("POST /e HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(client.receive(), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("body");
  EXPECT_EQ(body_of(client.receive()), "POST /e? body");
}

TEST(Server, HeadIsAnsweredLikeGetWithoutItsBody) {
  const Running server;
  Client client(server.port());
  client.send("HEAD /h HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string response = client.receive(1000);
  EXPECT_EQ(status_of(response), 200);
  EXPECT_NE(response.find("Content-Length: 9"), std::string::npos);
  EXPECT_EQ(body_of(response), "");
}

TEST(Server, Http10AndConnectionCloseEndTheConnection) {
  const Running server;
  for (const std::string request : {"GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"}) {
    Client client(server.port());
    client.send(request);
    EXPECT_NE(client.receive().find("Connection: close"), std::string::npos);
    EXPECT_TRUE(client.closed());
  }
}

TEST(Server, ARequestsIdIsTakenOverWhereItIsOneAndElseMade) {
  const Running server;
  const auto id_of = [&](const std::string& field) {
    const std::string response = answer_to(server, "GET / HTTP/1.1\r\nHost: h\r\n" + field + "\r\n");
    const std::size_t at = response.find("X-Request-Id: ") + 14;
    return response.substr(at, response.find("\r\n", at) - at);
  };
  EXPECT_EQ(id_of("X-Request-Id: abc-1.2_3\r\n"), "abc-1.2_3");
  EXPECT_EQ(id_of("").size(), 32U);
  EXPECT_NE(id_of(""), id_of(""));
  EXPECT_EQ(id_of("X-Request-Id: a\"b\r\n").size(), 32U);
  EXPECT_EQ(id_of("X-Request-Id: " + std::string(129, 'a') + "\r\n").size(), 32U);
}

struct Wrong {
  const char* name;
  std::string request;
  int status;
};

class WrongRequest : public testing::TestWithParam<Wrong> {};

TEST_P(WrongRequest, IsAnsweredWithItsStatusAndTheConnectionEnds) {
  Settings settings;
  settings.header_bytes = 1024;
  settings.body_bytes = 2000;
  const Running server(settings);
  Client client(server.port());
  client.send(GetParam().request);
  const std::string response = client.receive();
  EXPECT_EQ(status_of(response), GetParam().status) << response;
  EXPECT_NE(body_of(response).find("{\"error\":\""), std::string::npos);
  EXPECT_NE(response.find("Connection: close"), std::string::npos);
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(status_of(answer_to(server, get("/"))), 200) << "others are answered";
}

std::string with(const std::string& fields, const std::string& body = "") { return "POST / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + body; }

INSTANTIATE_TEST_SUITE_P(
    All, WrongRequest,
    testing::Values(Wrong{"NotHttp", "hello\r\n\r\n", 400}, Wrong{"TlsHello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400},
                    Wrong{"Http2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505}, Wrong{"NoHost", "GET / HTTP/1.1\r\n\r\n", 400},
                    Wrong{"TwoHosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400}, Wrong{"BadPercent", "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n", 400},
                    Wrong{"NoPath", "GET %zz HTTP/1.1\r\nHost: h\r\n\r\n", 400},
                    Wrong{"NulInPath", "GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n", 400}, Wrong{"SpaceInField", with("A b: c\r\n"), 400},
                    Wrong{"BadLength", with("Content-Length: x\r\n"), 400}, Wrong{"NegativeLength", with("Content-Length: -1\r\n"), 400},
                    Wrong{"TwoLengths", with("Content-Length: 1\r\nContent-Length: 2\r\n", "ab"), 400},
                    Wrong{"LengthAndChunks", with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
                    Wrong{"OtherTransferEncoding", with("Transfer-Encoding: gzip\r\n", "x"), 501},
                    Wrong{"BadChunk", with("Transfer-Encoding: chunked\r\n", "zz\r\n"), 400},
                    Wrong{"LargeHeader", with("A: " + std::string(2000, 'a') + "\r\n"), 431}, Wrong{"EndlessHeader", "GET /" + std::string(100'000, 'a'), 431},
                    Wrong{"LargeBody", with("Content-Length: 2001\r\n"), 413},
                    Wrong{"HugeLength", with("Content-Length: 99999999999999999999\r\n"), 400},
                    Wrong{"LargeChunks", with("Transfer-Encoding: chunked\r\n", "7d1\r\n" + std::string(2001, 'a')), 413},
                    Wrong{"Compressed", with("Content-Encoding: gzip\r\nContent-Length: 1\r\n"), 415},
                    Wrong{"OtherExpectation", with("Expect: a-miracle\r\nContent-Length: 1\r\n"), 417},
                    Wrong{"RefusedByItsHeader", "POST /refused HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n", 404}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(Server, ARefusedUploadStillReadsItsAnswer) {
  const Running server;
  Client client(server.port());
  client.send("POST /refused HTTP/1.1\r\nHost: h\r\nContent-Length: 10000000\r\n\r\n");
  const std::string part(100'000, 'x');
  for (int i = 0; i < 100; ++i) client.send(part);
  EXPECT_EQ(status_of(client.receive()), 404);
}

TEST(Server, ARequestThatDoesNotArriveInTimeIs408) {
  Settings settings;
  settings.request_time = 300ms;
  const Running server(settings);
  for (const std::string& part : {std::string("GET / HT"), with("Content-Length: 10\r\n", "abc")}) {
    Client client(server.port());
    client.send(part);
    EXPECT_EQ(status_of(client.receive()), 408) << part;
    EXPECT_TRUE(client.closed());
  }
}

TEST(Server, AnIdleConnectionIsClosedWithoutAnAnswer) {
  Settings settings;
  settings.idle_time = 300ms;
  const Running server(settings);
  Client silent(server.port()), kept(server.port());
  kept.send(get("/"));
  EXPECT_EQ(status_of(kept.receive()), 200);
  EXPECT_EQ(silent.receive(), "");
  EXPECT_TRUE(kept.closed());
}

TEST(Server, AClientThatDoesNotReadItsAnswerIsClosed) {
  Settings settings;
  settings.request_time = 300ms;
  const Running server(settings);
  Client client(server.port());
  for (int i = 0; i < 4; ++i) client.send(get("/large"));
  for (int i = 0; i < 100 && server.load().connections > 0; ++i) std::this_thread::sleep_for(20ms);
  EXPECT_EQ(server.load().connections, 0U);
}

TEST(Server, SlowClientsDoNotHoldUpAGoodOne) {
  Settings settings;
  settings.request_time = 2s;
  const Running server(settings);
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 300; ++i) {
    slow.push_back(std::make_unique<Client>(server.port()));
    ASSERT_TRUE(slow.back()->connected());
    slow.back()->send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n");
  }
  Client good(server.port());
  for (int i = 0; i < 50; ++i) {
    for (int k = 0; k < 6; ++k) slow[static_cast<std::size_t>(i * 6 + k)]->send("A");
    const auto began = std::chrono::steady_clock::now();
    good.send(post("/good", "x"));
    EXPECT_EQ(status_of(good.receive()), 200);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 500ms);
  }
  for (const auto& client : slow) EXPECT_EQ(status_of(client->receive()), 408);
}

TEST(Server, ConnectionsBeyondTheLimitAreAnswered503) {
  Settings settings;
  settings.connections = 2;
  const Running server(settings);
  Client first(server.port()), second(server.port());
  first.send(get("/"));
  EXPECT_EQ(status_of(first.receive()), 200);
  Client third(server.port());
  const std::string response = third.receive();
  EXPECT_EQ(status_of(response), 503);
  EXPECT_NE(response.find("Retry-After: 1"), std::string::npos);
  second.send(get("/"));
  EXPECT_EQ(status_of(second.receive()), 200) << "who was there is answered";
  EXPECT_EQ(server.load().refused_connections, 1U);
}

TEST(Server, RequestsBeyondTheQueueAreAnswered429AndQuickOnesAtOnce) {
  Settings settings;
  settings.queue = 1;
  Running server(settings);
  server.application.pause = 500;
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(std::make_unique<Client>(server.port()));
    clients.back()->send(post("/slow", ""));
  }
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(status_of(answer_to(server, get("/quick"))), 200);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 400ms);
  int answered = 0, refused = 0;
  for (const auto& client : clients) {
    const int status = status_of(client->receive());
    answered += status == 200 ? 1 : 0;
    refused += status == 429 ? 1 : 0;
  }
  EXPECT_EQ(answered + refused, 5);
  EXPECT_GE(answered, 1);
  EXPECT_GE(refused, 2);
}

TEST(Server, ARequestThatWaitedTooLongIsNotComputed) {
  Settings settings;
  settings.request_time = 200ms;
  Running server(settings);
  server.application.pause = 600;
  Client first(server.port()), second(server.port());
  first.send(post("/slow", ""));
  std::this_thread::sleep_for(50ms);
  second.send(post("/slow", ""));
  EXPECT_EQ(status_of(first.receive()), 200) << "what is being computed is finished";
  EXPECT_EQ(status_of(second.receive()), 503);
}

TEST(Server, BodiesOfAllRequestsTogetherHaveALimit) {
  Settings settings;
  settings.bodies_bytes = 150'000;
  settings.body_bytes = 100'000;
  const Running server(settings);
  Client first(server.port());
  first.send(with("Content-Length: 100000\r\n", std::string(99'000, 'a')));
  std::this_thread::sleep_for(100ms);
  Client second(server.port());
  second.send(with("Content-Length: 100000\r\n", std::string(99'000, 'b')));
  EXPECT_EQ(status_of(second.receive()), 503);
  first.send(std::string(1000, 'a'));
  EXPECT_EQ(status_of(first.receive()), 200);
}

TEST(Server, AClientThatGoesAwayLeavesNothingBehind) {
  Running server;
  for (int i = 0; i < 20; ++i) {
    const Client client(server.port());
    client.send(i % 2 == 0 ? post("/slow", "") : "GET");
  }
  for (int i = 0; i < 100 && server.load().connections > 0; ++i) std::this_thread::sleep_for(50ms);
  EXPECT_EQ(server.load().connections, 0U);
  EXPECT_EQ(server.load().requests, 0U);
}

TEST(Server, StoppingFinishesWhatIsUnderWayAndStillAnswersForAWhile) {
  Settings settings;
  settings.drain_time = 500ms;
  Running server(settings);
  server.application.pause = 1000;
  Client slow(server.port()), idle(server.port());
  slow.send(post("/slow", "1"));
  std::this_thread::sleep_for(50ms);
  server.ask_to_stop();
  while (!server.application.draining) std::this_thread::sleep_for(10ms);
  EXPECT_NE(answer_to(server, get("/")).find("Connection: close"), std::string::npos);
  const std::string response = slow.receive();
  EXPECT_EQ(body_of(response), "POST /slow? 1");
  EXPECT_NE(response.find("Connection: close"), std::string::npos);
  EXPECT_TRUE(idle.closed());
  server.stop();
  EXPECT_FALSE(Client(server.port()).connected());
}

TEST(Server, APortThatIsTakenIsAnErrorWithTheRemedy) {
  const Running server;
  Settings settings;
  settings.port = server.port();
  test::Echo application;
  try {
    const Server second(settings, application);
    FAIL() << "listens twice";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::unavailable);
    EXPECT_NE(std::string(error.what()).find("another --host or --port"), std::string::npos);
  }
  settings.host = "no such host";
  EXPECT_THROW(Server(settings, application), Error);
}

TEST(Server, ListensAtAnAddressOfVersion6) {
  Settings settings;
  settings.host = "::1";
  test::Echo application;
  try {
    EXPECT_EQ(Server(settings, application).url().substr(0, 13), "http://[::1]:");
  } catch (const Error& error) {
    GTEST_SKIP() << error.what();
  }
}

}  // namespace
}  // namespace trainyard::http
