#include "host/stream/row_answers.hpp"

#include <gtest/gtest.h>

#include "host/serve/row_builder.hpp"
#include "tests/host/serve/small_model.hpp"

namespace trainyard::stream {
namespace {

using serve::test::good_row;

class RowAnswersTest : public testing::Test {
 protected:
  std::vector<Answer> ask(const std::vector<std::string>& messages) {
    return answers(std::vector<std::string_view>(messages.begin(), messages.end()));
  }
  std::string reason_of(const std::string& message) {
    const Answer answer = ask({message}).front();
    EXPECT_FALSE(answer.good) << message;
    return answer.text;
  }
  /// The good row with this value in the place of its own; none where it is empty.
  static std::string with(const std::string& column, const std::string& value) {
    auto row = nlohmann::ordered_json::parse(good_row());
    row.erase(column);
    std::string text = row.dump();
    if (!value.empty()) text.insert(text.size() - 1, ",\"" + column + "\":" + value);
    return text;
  }

  std::shared_ptr<const serve::ServedModel> model = serve::test::small_model();
  RowAnswers answers{*model, Exec{}};
};

TEST_F(RowAnswersTest, ARowGetsTheBitsOfTheModel) {
  const auto answer = ask({with("sold", "\"1970-01-24T00:00:00Z\""), good_row()});
  dataset::Table table;
  {
    serve::Rejection rejection;
    serve::RowBuilder builder(model->inputs(), [](std::size_t, const std::string&) { return ""; });
    builder.begin_row();
    builder.set(model->inputs().find("income"), std::int64_t{4});
    builder.set(model->inputs().find("rooms"), std::int64_t{4});
    builder.set(model->inputs().find("new"), true);
    builder.set(model->inputs().find("sold"), std::string_view("1970-01-01T00:00:03Z"));
    builder.set(model->inputs().find("place"), std::string_view("bay"));
    builder.set(model->inputs().find("owner"), std::string_view("Bob"));
    table = builder.finish(rejection);
    ASSERT_FALSE(rejection);
  }
  const std::uint32_t row = 0;
  const float expected = model->bundle().predict(Exec{}, table, {&row, 1}).row(0)[0];
  ASSERT_TRUE(answer[1].good) << answer[1].text;
  EXPECT_EQ(nlohmann::json::parse(answer[1].text).at("prediction").get<float>(), expected);
  EXPECT_NE(answer[0].text, answer[1].text);
}

TEST_F(RowAnswersTest, ClassesHaveProbabilities) {
  model = serve::test::small_model(true);
  RowAnswers classes(*model, Exec{});
  const std::string message = good_row();
  const std::string_view view = message;
  const auto answer = nlohmann::json::parse(classes({&view, 1}).front().text);
  EXPECT_TRUE(answer.at("prediction") == "no" || answer.at("prediction") == "yes \"really\"");
  EXPECT_FLOAT_EQ(answer.at("probabilities").at("no").get<float>() + answer.at("probabilities").at("yes \"really\"").get<float>(), 1);
}

TEST_F(RowAnswersTest, BadMessagesAreFoundAmongGoodOnesWhichAreAnsweredAsAlone) {
  std::vector<std::string> messages;
  for (int i = 0; i < 300; ++i) {
    messages.push_back(i % 97 == 3     ? "no json"
                       : i % 41 == 7   ? with("income", "\"x\"")
                       : i % 111 == 50 ? with("income", "101")
                                       : with("rooms", std::to_string(i % 50)));
  }
  const auto together = ask(messages);
  ASSERT_EQ(together.size(), messages.size());
  std::size_t bad = 0;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const Answer alone = ask({messages[i]}).front();
    EXPECT_EQ(together[i].good, alone.good) << i;
    EXPECT_EQ(together[i].text, alone.text) << i;
    if (!alone.good) ++bad;
  }
  EXPECT_EQ(bad, 4U + 7U + 3U) << "one of the eight is no JSON";
}

TEST_F(RowAnswersTest, AReasonNamesEveryValueThatIsWrong) {
  auto row = nlohmann::ordered_json::parse(good_row());
  row["income"] = "x";
  row["rooms"] = nullptr;
  row.erase("new");
  const std::string reason = reason_of(row.dump());
  EXPECT_NE(reason.find("/income: text in the place of a number: \"x\""), std::string::npos) << reason;
  EXPECT_NE(reason.find("/rooms: "), std::string::npos) << reason;
  EXPECT_NE(reason.find("/new: the feature is missing"), std::string::npos) << reason;
}

TEST_F(RowAnswersTest, APersonalValueIsInNoReason) {
  const std::string reason = reason_of(with("owner", "4711"));
  EXPECT_NE(reason.find("/owner: a number in the place of text"), std::string::npos) << reason;
  EXPECT_EQ(reason.find("4711"), std::string::npos) << reason;
}

TEST_F(RowAnswersTest, MembersThatAreNoFeatureArePassedOver) {
  const auto answer = ask({good_row(), good_row(R"(, "id": {"a": [1, {"income": 7}]}, "price": "none of the model's business")")});
  ASSERT_TRUE(answer[1].good) << answer[1].text;
  EXPECT_EQ(answer[0].text, answer[1].text);
}

TEST_F(RowAnswersTest, WhatIsNoObjectIsRefused) {
  EXPECT_NE(reason_of("").find("not JSON"), std::string::npos);
  EXPECT_NE(reason_of("[" + good_row() + "]").find("where an object"), std::string::npos);
  EXPECT_NE(reason_of("null").find("the message is null"), std::string::npos);
  EXPECT_NE(reason_of(good_row() + "," + good_row()).find("not JSON"), std::string::npos);
  EXPECT_NE(reason_of(std::string(100'000, '[')).find("where an object"), std::string::npos);
  EXPECT_NE(reason_of("{\"x\":" + std::string(100'000, '[')).find("nests deeper than 32 levels"), std::string::npos);
  EXPECT_NE(reason_of(with("income", "1e999")).find("not JSON"), std::string::npos);
}

}  // namespace
}  // namespace trainyard::stream
