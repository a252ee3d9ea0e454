// Samplers: which parameters trial n tries, from the study's seed, the number n, and what earlier trials have said.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/search/space.hpp"

namespace trainyard::search {

/// What a sampler may know of a finished trial.
struct Past {
  std::uint64_t number = 0;
  models::Params params;  ///< as they were proposed
  double value = 0;       ///< of the metric; of a pruned trial, of what it has seen; NaN: not known
  std::string state;      ///< "complete" | "pruned" | "failed"
  double seen = 1;        ///< of a pruned trial: how far it got; of two the one that got further ranks first
  double violation = 0;   ///< of the study's constraints, all together; 0: it keeps them
};

/// All that decides a proposal. The same question has the same answer, bit for bit, in any process on any machine.
struct Question {
  std::span<const Dimension> space;
  std::uint64_t seed = 0;
  std::uint64_t trial = 0;
  /// Trials 0 … trial - lag, each at its number; empty for the first ones. That there are `trial` - `lag` + 1 tells the lag.
  std::span<const Past> history = {};
  bool maximise = false;                       ///< whether a greater value is better
  std::span<const models::Params> start = {};  ///< `search.start`: what the first trials are told to try
};

struct Sampler {
  std::string name;
  std::string doc;
  /// Parameters of one trial. Depends on nothing but the question, so a trial can be made again anywhere.
  models::Params (*propose)(const Question& question);
  bool uses_history = false;  ///< whether it looks at earlier trials at all
  /// How many trials there are in all; null where there is no end to them.
  std::uint64_t (*size)(std::span<const Dimension> space) = nullptr;
};

/// All samplers: one line each in sampler.cpp.
std::span<const Sampler> samplers();
/// Throws Error(bad_config) with the nearest known name.
const Sampler& sampler(const std::string& name);

/// What trial `question.trial` tries: its starting point, with what that leaves open drawn at random, else the sampler's proposal.
models::Params propose(const Sampler& sampler, const Question& question);

/// The starting point of the question's trial, complete; none when it has no starting point.
std::optional<models::Params> starting_point(const Question& question);

/// How many trials are known when `trial` is proposed: those from 0 to `trial` - `lag`.
std::uint64_t known_trials(std::uint64_t trial, std::uint64_t lag);

/// Trials of the study that `search` of a checked config asks for: all that the sampler has, else `trials`, else 20.
std::uint64_t trial_count(const config::Config& config, std::span<const Dimension> space);

/// A number in [0, 1) drawn by counter: XXH3 of (seed, trial, purpose). Independent of the order of drawing.
double uniform(std::uint64_t seed, std::uint64_t trial, const std::string& purpose);
/// The seed that a fold's models are fitted with, whatever the trial; 31 bits, as XGBoost takes. With the same draws of rows and columns no
/// trial is better than another by luck alone, and as every fold has its own, their mean has little luck left to fit a search to.
std::uint64_t fold_seed(std::uint64_t seed, std::uint64_t fold);

/// A value from every dimension whose conditions are met: where `place`, a number in [0, 1) for its name, lies in it.
models::Params draw_params(std::span<const Dimension> space, const std::function<double(const std::string&)>& place);

/// Independent draws from every dimension whose conditions are met.
models::Params propose_random(const Question& question);

/// The combination of that number among those that exist, counted as nested loops do: the last dimension changes fastest, and one whose
/// conditions are not met has no loop. Precondition: every dimension has points, `trial` is below grid_size().
models::Params propose_grid(const Question& question);
/// The number of combinations; config::grid_is_sound() has seen to it that there are not too many.
std::uint64_t grid_size(std::span<const Dimension> space);

/// Tree-structured Parzen estimators as Optuna's TPESampler(multivariate=True) has them (J. Bergstra et al., Algorithms for Hyper-Parameter
/// Optimization, 2011; S. Falkner et al., BOHB, 2018), with its defaults but for the first ten trials, those that are not finished among
/// them, which are a Latin hypercube (M. D. McKay, R. J. Beckman and W. J. Conover, 1979) and not independent draws. Then the best tenth of
/// the finished trials, 25 at most, gives one density and the others a second, and of 24 points drawn from the first that with the largest
/// ratio is taken. Failed trials are left out; pruned ones rank behind complete ones, and behind both those that break constraints, the
/// more the later, as with Optuna's constraints_func. Trials whose results are not known yet are among the others, with the parameters that
/// they are proposed with, so that side by side not the same is tried twice (Optuna's constant_liar). Parameters without conditions are
/// drawn together, each of the rest by itself from the trials that had it.
models::Params propose_tpe(const Question& question);

}  // namespace trainyard::search
