#include "host/dataset/value_counts.hpp"

#include <algorithm>

namespace trainyard::dataset {

std::vector<ValueCounts::Entry> ValueCounts::sorted() const {
  std::vector<Entry> list;
  std::copy_if(entries_.begin(), entries_.end(), std::back_inserter(list), [](const Entry& entry) { return entry.count != 0; });
  std::sort(list.begin(), list.end(), [](const Entry& a, const Entry& b) { return a.key < b.key; });
  return list;
}

void ValueCounts::grow() {
  std::vector<Entry> before(entries_.size() * 2);
  entries_.swap(before);
  mask_ = entries_.size() - 1;
  --shift_;
  for (const Entry& entry : before) {
    if (entry.count != 0) place(entry.key) = entry;
  }
}

}  // namespace trainyard::dataset
