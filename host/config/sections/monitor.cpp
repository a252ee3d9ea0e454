#include "host/config/sections/section.hpp"
#include "kernels/drift/list.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;

std::vector<std::string> drift_tests() {
  std::vector<std::string> names = {"auto"};
  for (const std::string& name : names_of(kernels::drift::tests())) names.push_back(name);
  return names;
}

std::string drift_doc() {
  std::string text =
      "How a column is compared with the reference; missing values are left out, for quality counts them. `auto` is psi. A test that is "
      "not "
      "for categories has another in its place there";
  for (const auto& test : kernels::drift::tests()) text.append(". `").append(test.name).append("`: ").append(test.doc);
  return text;
}

/// alpha is of a test with a p-value; ks and chi2 alone have one.
void alpha_has_a_test(const ordered_json& limits, const std::string& path, const Report& report) {
  if (!limits.contains("alpha") || !limits.contains("test")) return;
  const std::string name = limits["test"] == "auto" ? "psi" : limits["test"].get<std::string>();
  const auto* test = kernels::drift::find_test(name);
  if (test != nullptr && !test->has_p_value)
    report(path + ".alpha", "is for tests with a p-value, ks and chi2; " + name + " has max alone");
}

std::vector<Key> limits(bool of_all) {
  Option test = of_all ? Option::choice(drift_tests()).fallback("auto").doc(drift_doc())
                       : Option::choice(drift_tests()).absent_means("`monitor.drift.test`").doc("As `monitor.drift.test`");
  return {{"test", std::move(test)},
          {"max", Option::number()
                      .range(0, 1e300)
                      .absent_means("psi 0.2, js 0.1, wasserstein 0.1; ks and chi2: their p-value decides")
                      .doc("The statistic above which there is drift")},
          {"alpha", Option::number()
                        .range(0, 1)
                        .absent_means("0.05 for ks and chi2 without `max`")
                        .doc("The p-value, corrected as `correction` says, below which there is drift. With `max` too, drift is what "
                             "exceeds both: neither chance nor too small to matter")}};
}

Option drift() {
  std::vector<Key> keys = limits(true);
  Option one = Option::object(limits(false)).absent_means("as all").check(alpha_has_a_test);
  keys.push_back(
      {"columns", Option::map("column", std::move(one)).absent_means("all columns alike").doc("Columns with limits of their own")});
  keys.push_back(
      {"correction", Option::choice({"none", "bonferroni", "benjamini_hochberg"})
                         .fallback("none")
                         .doc("Of the p-values of all columns, of which some are small by chance alone: bonferroni for the chance "
                              "of any false alert, benjamini_hochberg for their share")});
  keys.push_back(
      {"predictions", Option::object(limits(false))
                          .absent_means("as all")
                          .check(alpha_has_a_test)
                          .doc("Limits of the predictions: values of a regression, probabilities of two classes, classes of more")});
  return Option::object(std::move(keys)).check(alpha_has_a_test).doc("Columns and predictions against the reference");
}

Option quality() {
  const auto share = [](double fallback) { return Option::number().range(0, 1).fallback(fallback).unit("fraction"); };
  return Option::object(
             {{"max_missing_increase", share(0.1).doc("By how much a column's share of missing values may be above the reference's")},
              {"max_unseen", share(0.05).doc("The share of a column's values that may be categories which training did not have")},
              {"max_bad_rows", share(0.01).doc("The share of rows that may be bad: a value of another type, out of the schema's range or "
                                               "not allowed, or a row that the model refuses")},
              {"min_rows", Option::integer().range(0, 1e15).fallback(1).unit("rows").doc("Fewer good rows are an alert")}})
      .doc("The rows by themselves");
}

void score_has_a_rule(const ordered_json& score, const std::string& path, const Report& report) {
  for (const char* rule : {"max", "min", "max_loss"}) {
    if (score.contains(rule)) return;
  }
  report(path, "has no rule; give one of max, min, max_loss");
}

Option score() {
  return Option::object(
             {{"metric", Option::choice(metric_names()).required().doc("A metric of the rows that have a label")},
              {"max", Option::number().absent_means("no such limit").doc("An alert above this")},
              {"min", Option::number().absent_means("no such limit").doc("An alert below this")},
              {"max_loss", Option::number()
                               .range(0, 1000)
                               .absent_means("no such limit")
                               .unit("fraction")
                               .doc("How much worse than the model's own metric is no alert, relative to it: its test metric, else that "
                                    "of cross-validation")}})
      .check(score_has_a_rule)
      .absent_means("metrics are measured, and none is an alert")
      .doc("The limit of the live score");
}

void labels_have_a_key(const ordered_json& document, const Report& report) {
  if (!document.contains("monitor") || !document["monitor"].is_object()) return;
  const ordered_json& monitor = document["monitor"];
  if (monitor.contains("labels") && !monitor.contains("key"))
    report("monitor.labels", "needs monitor.key, the column by which labels find their rows");
}

}  // namespace

Section monitor_section() {
  Option monitor =
      Option::object(
          {{"reference",
            Option::text()
                .range(1, 4096)
                .example("Production")
                .absent_means("the model in Production under `register.name`, else the newest run of the experiment with a model")
                .may_change()
                .doc("The model whose rows are watched, and which says what they were like: a stage of `register.name`, "
                     "NAME@STAGE, NAME@VERSION, or a run")},
           {"drift", drift().may_change()},
           {"quality", quality().may_change()},
           {"labels", Option::path()
                          .range(1, 4096)
                          .absent_means("the target's column, where the rows have it")
                          .may_change()
                          .doc("CSV or Parquet file with `key` and the target, as far as labels are known")},
           {"key", Option::text()
                       .range(1, 1000)
                       .absent_means("needed with labels")
                       .may_change()
                       .doc("Column of rows and labels by which they are joined; no feature")},
           {"score", score().may_change()},
           {"alert", Option::text().range(1, 10000).absent_means("none").may_change().doc(
                         "Command for /bin/sh when there are alerts, with the run's folder in `TRAINYARD_MONITOR_RUN` and the alerts as "
                         "JSON in `TRAINYARD_ALERTS`; a minute at most. What becomes of it does not change the verdict")},
           {"textfile", Option::text()
                            .range(1, 4096)
                            .matching("^[^~].*[.]prom$", "a path that ends in .prom; `~` is not expanded")
                            .absent_means("none")
                            .may_change()
                            .doc("Metrics for the textfile collector of Prometheus' node exporter, replaced as a whole")}})
          .may_change()
          .doc("What `monitor` compares, and what is an alert");
  return {.title = "Monitor",
          .doc = "What `trainyard monitor` says of rows that came after training. An alert makes the exit code 1.",
          .keys = {{"monitor", std::move(monitor)}},
          .relate = labels_have_a_key};
}

}  // namespace trainyard::config
