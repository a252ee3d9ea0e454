#include "jobs/model_option.hpp"

#include <boost/program_options/value_semantic.hpp>

namespace trainyard::jobs {

void add_model(Verb& verb) {
  verb.options.add_options()(
      "model", boost::program_options::value<std::string>()->value_name("RUN|BUNDLE|NAME@STAGE"),
      "a run (path, name or part of its name below --results), a bundle's folder, or NAME@STAGE or NAME@VERSION of a "
      "registered model");
}

}  // namespace trainyard::jobs
