#include "host/serve/service.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <regex>

#include "host/dataset/csv_text.hpp"
#include "host/error/error.hpp"
#include "tests/host/serve/small_model.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::serve {
namespace {

using nlohmann::json;
using test::good_row;

http::Request request_of(const std::string& method, const std::string& path, const std::string& body = "") {
  http::Request request;
  request.method = method;
  request.path = path;
  request.id = "r-1";
  request.client = "127.0.0.1";
  request.body = body;
  if (method == "POST") request.headers = {{"content-type", "application/json"}, {"content-length", std::to_string(body.size())}};
  return request;
}

class ServiceTest : public testing::Test {
 protected:
  void start(const ServiceOptions& options = {}) { service.emplace(slot, options); }
  /// As the server does it: refused by its header, or answered.
  http::Response call(const http::Request& request) {
    if (!service) start();
    auto refused = service->refuse(request);
    http::Response response = refused ? std::move(*refused) : service->answer(request);
    service->answered({request, response, 0.003});
    return response;
  }
  http::Response get(const std::string& path) { return call(request_of("GET", path)); }
  http::Response predict(const std::string& rows) { return call(request_of("POST", "/v1/predict", R"({"rows": [)" + rows + "]}")); }
  std::string metrics() { return get("/metrics").body; }

  Folder folder;
  ModelSlot slot{[] { return test::small_model(); }};
  std::optional<Service> service;
};

std::string header(const http::Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

TEST_F(ServiceTest, PredictionsAreThoseOfTheBundleDigitForDigit) {
  const auto small = test::small_table();
  const auto bundle = test::small_bundle(small);
  const auto expected = bundle.predict({}, small.table, small.rows());
  const auto response =
      predict(R"({"income": 60, "rooms": 6, "new": true, "sold": "1970-01-01T00:00:05Z", "place": "bay", "owner": "Bob"})");
  ASSERT_EQ(response.status, 200) << response.body;
  // The table's times are a million times as large: one row of it, written as a request.
  auto rows = small;
  for (auto& column : rows.table.columns) {
    if (column.name == "sold") column.numbers[5] = 5e6;
  }
  const auto value = bundle.predict({}, rows.table, rows.rows()).row(5)[0];
  EXPECT_NE(response.body.find("{\"prediction\":" + dataset::csv_number(value) + "}"), std::string::npos) << response.body;
  EXPECT_NE(expected.row(5)[0], value) << "the time does not matter to this model";
  const json document = json::parse(response.body);
  EXPECT_EQ(document["model_name"], "houses");
  EXPECT_EQ(document["model_version"], 3);
  EXPECT_EQ(document["request_id"], "r-1");
}

TEST_F(ServiceTest, AClassHasItsProbabilities) {
  slot.put(test::small_model(true));
  const json answer = json::parse(predict(good_row()).body)["predictions"][0];
  const double yes = answer["probabilities"]["yes \"really\""], no = answer["probabilities"]["no"];
  EXPECT_NEAR(yes + no, 1, 1e-6);
  EXPECT_EQ(answer["prediction"], yes >= 0.5 ? "yes \"really\"" : "no");
  EXPECT_FALSE(answer.contains("lower"));
}

TEST_F(ServiceTest, AnIntervalHasItsEndsAndNullWhereItHasNone) {
  auto bundle = test::small_bundle(test::small_table());
  bundle.interval = {.method = "split_conformal", .coverage = 0.9, .radius = 1.25, .rows = 20};
  slot.put(std::make_shared<const ServedModel>(bundle, ModelId{.name = "houses", .version = 1, .stage = "", .folder = ""}));
  json answer = json::parse(predict(good_row()).body)["predictions"][0];
  EXPECT_NEAR(answer["upper"].get<double>() - answer["lower"].get<double>(), 2.5, 1e-5);
  bundle.interval->radius = std::numeric_limits<double>::infinity();
  slot.put(std::make_shared<const ServedModel>(bundle, ModelId{.name = "houses", .version = 1, .stage = "", .folder = ""}));
  answer = json::parse(predict(good_row()).body)["predictions"][0];
  EXPECT_TRUE(answer["upper"].is_null());
}

TEST_F(ServiceTest, AModelThatLooksBackIsRefusedWithTheReason) {
  auto bundle = test::small_bundle(test::small_table());
  bundle.history = features::History::from_json(nlohmann::ordered_json::parse(
      R"({"format": "trainyard history", "version": 1, "join": [], "window": [{"name": "before", "type": "float",
        "personal": false, "column": "income", "function": "lag", "rows": 1, "microseconds": 0, "by": [], "order": "sold",
        "include_current": false}]})"));
  EXPECT_ERROR(ServedModel(std::move(bundle), {}), ExitCode::bad_config, "look back");
}

TEST_F(ServiceTest, WhatIsNotThereOrNotAllowedIsRefusedBeforeTheBodyIsRead) {
  EXPECT_EQ(get("/").status, 404);
  EXPECT_EQ(get("/v1/predict/").status, 404);
  EXPECT_EQ(get("").status, 404);
  EXPECT_EQ(get("*").status, 404);
  EXPECT_EQ(get("/v1/predict").status, 405);
  EXPECT_EQ(header(get("/v1/predict"), "Allow"), "POST");
  EXPECT_EQ(call(request_of("POST", "/health")).status, 405);
  EXPECT_EQ(header(call(request_of("DELETE", "/health")), "Allow"), "GET, HEAD");
  EXPECT_EQ(call(request_of("HEAD", "/health")).status, 200);
  http::Request request = request_of("POST", "/v1/predict");
  request.headers = {{"content-type", "application/json"}};
  EXPECT_EQ(call(request).status, 411);
  for (const std::string type : {"text/csv", "application/x-www-form-urlencoded", "application/json; charset=latin-1", ""}) {
    request.headers = {{"content-length", "2"}, {"content-type", type}};
    EXPECT_EQ(call(request).status, 415) << type;
  }
  for (const std::string type : {"Application/JSON", "application/json; charset=\"UTF-8\"", "application/json ;charset=utf-8"}) {
    request.headers = {{"transfer-encoding", "chunked"}, {"content-type", type}};
    EXPECT_EQ(call(request).status, 400) << type << ": the empty body is no JSON";
  }
}

TEST_F(ServiceTest, TokensAreAskedForButByProbes) {
  overwrite(folder / "tokens", "# mine\n\nsecret-token-0123456789\n  another-token-abcdefgh \n");
  start({.token_file = folder / "tokens"});
  EXPECT_EQ(get("/livez").status, 200);
  EXPECT_EQ(get("/readyz").status, 200);
  for (const std::string path : {"/health", "/metrics", "/openapi.json", "/nothing"}) EXPECT_EQ(get(path).status, 401) << path;
  EXPECT_EQ(header(get("/health"), "WWW-Authenticate"), "Bearer");
  const auto with = [&](const std::string& value) {
    http::Request request = request_of("GET", "/health");
    request.headers = {{"authorization", value}};
    return call(request).status;
  };
  EXPECT_EQ(with("Bearer secret-token-0123456789"), 200);
  EXPECT_EQ(with("bearer another-token-abcdefgh"), 200);
  for (const std::string wrong : {"Bearer secret-token-012345678", "Bearer secret-token-01234567890", "Basic secret-token-0123456789",
                                  "Bearer ", "Bearer # mine", "secret-token-0123456789", ""}) {
    EXPECT_EQ(with(wrong), 401) << wrong;
  }
}

TEST_F(ServiceTest, HealthTellsTheModelAndWhatIsWrong) {
  json document = json::parse(get("/health").body);
  EXPECT_EQ(document["status"], "ok");
  EXPECT_EQ(document["model_loaded"], false);
  predict(good_row());
  document = json::parse(get("/health").body);
  EXPECT_EQ(document["model_loaded"], true);
  EXPECT_EQ(document["model_version"], 3);
  slot.set_problem("audit.jsonl: line 3 was edited");
  document = json::parse(get("/health").body);
  EXPECT_EQ(document["status"], "degraded");
  EXPECT_EQ(document["problem"], "audit.jsonl: line 3 was edited");
  EXPECT_EQ(get("/readyz").status, 200) << "the model still answers";
  service->drain();
  EXPECT_EQ(json::parse(get("/health").body)["status"], "draining");
  EXPECT_EQ(get("/readyz").status, 503);
  EXPECT_EQ(get("/livez").status, 200);
}

TEST_F(ServiceTest, AModelThatCannotBeLoadedIs503AndTriedAgain) {
  bool broken = true;
  ModelSlot lazy([&] {
    if (broken) throw Error(ExitCode::bad_data, "/secret/path: the bundle is damaged");
    return test::small_model();
  });
  Service with_it(lazy, {});
  const auto request = request_of("POST", "/v1/predict", R"({"rows": [)" + good_row() + "]}");
  const auto response = with_it.answer(request);
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
  EXPECT_EQ(with_it.answer(request_of("GET", "/readyz")).status, 503);
  broken = false;
  std::this_thread::sleep_for(std::chrono::milliseconds(1050));
  EXPECT_EQ(with_it.answer(request).status, 200);
  EXPECT_EQ(with_it.answer(request_of("GET", "/readyz")).status, 200);
}

TEST_F(ServiceTest, AnErrorInsideIsHiddenAndHasTheRequestsId) {
  auto bundle = test::small_bundle(test::small_table());
  struct Broken : models::Model {
    [[nodiscard]] models::Predictions predict(const Exec&, const features::Matrix&) const override {
      throw std::logic_error("index 7 of secret internals");
    }
    [[nodiscard]] models::Contributions contributions(const Exec&, const features::Matrix&) const override { return {}; }
    [[nodiscard]] std::string file_name() const override { return "none"; }
    [[nodiscard]] std::string to_bytes() const override { return ""; }
  };
  bundle.model = std::make_shared<Broken>();
  slot.put(std::make_shared<const ServedModel>(bundle, ModelId{.name = "houses", .version = 1, .stage = "", .folder = ""}));
  const auto response = predict(good_row());
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
  EXPECT_EQ(json::parse(response.body)["request_id"], "r-1");
}

TEST_F(ServiceTest, MetricsCountRequestsRowsAndModels) {
  predict(good_row() + "," + good_row());
  predict(R"({"income": null, "rooms": 1, "new": true, "sold": null, "place": "island", "owner": "Zoe"})");
  predict("{}");
  get("/nothing");
  http::Request none;
  service->answered({none, http::refusal(400, "no request", "x"), 0});
  const std::string text = metrics();
  for (const std::string line :
       {"trainyard_http_requests_total{path=\"/v1/predict\",code=\"200\"} 2",
        "trainyard_http_requests_total{path=\"/v1/predict\",code=\"400\"} 1",
        "trainyard_http_requests_total{path=\"(unknown)\",code=\"404\"} 1",
        "trainyard_http_requests_total{path=\"(no request)\",code=\"400\"} 1",
        "trainyard_http_request_duration_seconds_bucket{path=\"/v1/predict\",le=\"0.0025\"} 0",
        "trainyard_http_request_duration_seconds_bucket{path=\"/v1/predict\",le=\"0.005\"} 3",
        "trainyard_http_request_duration_seconds_bucket{path=\"/v1/predict\",le=\"+Inf\"} 3",
        "trainyard_http_request_duration_seconds_count{path=\"/v1/predict\"} 3", "trainyard_predictions_total 3",
        "trainyard_missing_values_total{column=\"income\"} 1", "trainyard_unseen_values_total{column=\"place\"} 1",
        "trainyard_unseen_values_total{column=\"owner\"} 1", "trainyard_model_info{name=\"houses\",version=\"3\",stage=\"Production\"} 1",
        "trainyard_model_loaded 1"}) {
    EXPECT_NE(text.find(line + "\n"), std::string::npos) << line << "\n" << text;
  }
}

TEST_F(ServiceTest, EveryLineOfTheMetricsIsInPrometheusFormat) {
  predict(good_row());
  const std::regex sample(R"re([a-z_]+(\{[a-z]+="([^"\\]|\\.)*"(,[a-z]+="([^"\\]|\\.)*")*\})? [-+0-9.e]+)re");
  const std::regex comment("# (HELP [a-z_]+ .*|TYPE [a-z_]+ (counter|gauge|histogram))");
  std::istringstream lines(metrics());
  for (std::string line; std::getline(lines, line);) {
    EXPECT_TRUE(std::regex_match(line, line[0] == '#' ? comment : sample)) << line;
  }
}

TEST_F(ServiceTest, TheRequestLogHasRowsAndPredictionsWithoutPersonalValues) {
  start({.request_log = folder / "requests.jsonl"});
  predict(good_row());
  predict("{\"income\": 1}");
  std::ifstream file(folder / "requests.jsonl");
  std::vector<json> lines;
  for (std::string line; std::getline(file, line);) {
    EXPECT_EQ(line.find("Bob"), std::string::npos) << line;
    lines.push_back(json::parse(line));
  }
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0]["request_id"], "r-1");
  EXPECT_EQ(lines[0]["path"], "/v1/predict");
  EXPECT_EQ(lines[0]["status"], 200);
  EXPECT_EQ(lines[0]["model_version"], 3);
  EXPECT_EQ(lines[0]["rows"], 1);
  EXPECT_EQ(lines[0]["inputs"][0]["owner"], "(personal)");
  EXPECT_EQ(lines[0]["inputs"][0]["place"], "bay");
  EXPECT_TRUE(lines[0]["predictions"][0].contains("prediction"));
  EXPECT_EQ(lines[1]["status"], 400);
  EXPECT_FALSE(lines[1].contains("inputs"));
}

TEST_F(ServiceTest, OpenApiHasTheRangesAndAllowedValuesOfTheSchema) {
  const json document = json::parse(get("/openapi.json").body);
  const json& row = document["components"]["schemas"]["Row"];
  EXPECT_EQ(row["properties"]["income"]["minimum"], 0);
  EXPECT_EQ(row["properties"]["income"]["maximum"], 100);
  EXPECT_EQ(row["properties"]["income"]["type"], (json{"number", "null"}));
  EXPECT_EQ(row["properties"]["rooms"]["type"], "integer");
  EXPECT_EQ(row["properties"]["place"]["enum"], (json{"bay", "inland", "island", nullptr}));
  EXPECT_EQ(row["required"], (json{"income", "rooms", "new", "sold", "place", "owner"}));
  EXPECT_TRUE(row["properties"].contains("price")) << "accepted and not looked at";
  EXPECT_EQ(document["openapi"], "3.1.0");
  EXPECT_EQ(document["info"]["version"], "3");
  EXPECT_TRUE(document["paths"]["/v1/predict"]["post"]["responses"].contains("413"));
}

TEST_F(ServiceTest, AnExchangedModelAnswersTheNextRequest) {
  EXPECT_EQ(json::parse(predict(good_row()).body)["model_version"], 3);
  const auto former = slot.loaded();
  slot.put(std::make_shared<const ServedModel>(test::small_bundle(test::small_table()),
                                               ModelId{.name = "houses", .version = 4, .stage = "Production", .folder = ""}));
  EXPECT_EQ(json::parse(predict(good_row()).body)["model_version"], 4);
  EXPECT_EQ(former->id().version, 3) << "whoever began with it ends with it";
}

}  // namespace
}  // namespace trainyard::serve
