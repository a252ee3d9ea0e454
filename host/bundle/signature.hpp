// What a model remembers of its features: a model takes a matrix of numbers, and would predict from any other one as well.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/dataset/schema.hpp"
#include "host/features/transform.hpp"

namespace trainyard::bundle {

/// {inputs: [{name, type, personal?}], features: {type, names}, transform: {sha256, outline}}: columns that are read with the types of the
/// schema, features in order, and the transform's document: its SHA-256, and the document itself without the features and with a digest
/// in the place of each list of values, so that a change can be named.
nlohmann::ordered_json signature(const features::Transform& transform, const dataset::Schema& schema);

/// The bytes of which the signature has the SHA-256.
std::string transform_text(const features::Transform& transform);

/// What is not as it was, for a message: features first, then columns, then the first difference in what was learned. Values of personal
/// columns are left out. Empty when nothing differs that the signature tells apart.
std::string change(const nlohmann::ordered_json& was, const nlohmann::ordered_json& is);

}  // namespace trainyard::bundle
