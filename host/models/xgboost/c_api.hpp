// XGBoost's C functions that trainyard calls, as function pointers: the wheel brings no headers, and the library is loaded on
// first use. A test compares every type with XGBoost's own c_api.h.
#pragma once

#include <cstdint>
#include <type_traits>

namespace trainyard::models::xgboost {

using Handle = void*;          ///< a DMatrix, a Booster or an iterator
using Length = std::uint64_t;  ///< bst_ulong
using ResetBatches = void(Handle iterator);
using NextBatch = int(Handle iterator);  ///< 1: a batch was set, 0: the end

// X(result, name, (arguments))
#define TRAINYARD_XGBOOST_FUNCTIONS(X)                                                                                   \
  X(void, XGBoostVersion, (int*, int*, int*))                                                                            \
  X(const char*, XGBGetLastError, ())                                                                                    \
  X(int, XGBRegisterLogCallback, (void (*)(const char*)))                                                                \
  X(int, XGBSetGlobalConfig, (const char*))                                                                              \
  X(int, XGDMatrixCreateFromColumnar, (const char*, const char*, Handle*))                                               \
  X(int, XGProxyDMatrixCreate, (Handle*))                                                                                \
  X(int, XGProxyDMatrixSetDataColumnar, (Handle, const char*))                                                           \
  X(int, XGQuantileDMatrixCreateFromCallback, (Handle, Handle, Handle, ResetBatches*, NextBatch*, const char*, Handle*)) \
  X(int, XGDMatrixSetInfoFromInterface, (Handle, const char*, const char*))                                              \
  X(int, XGDMatrixSetStrFeatureInfo, (Handle, const char*, const char**, Length))                                        \
  X(int, XGDMatrixFree, (Handle))                                                                                        \
  X(int, XGBoosterCreate, (const Handle[], Length, Handle*))                                                             \
  X(int, XGBoosterFree, (Handle))                                                                                        \
  X(int, XGBoosterSetParam, (Handle, const char*, const char*))                                                          \
  X(int, XGBoosterUpdateOneIter, (Handle, int, Handle))                                                                  \
  X(int, XGBoosterEvalOneIter, (Handle, int, Handle[], const char*[], Length, const char**))                             \
  X(int, XGBoosterSlice, (Handle, int, int, int, Handle*))                                                               \
  X(int, XGBoosterFeatureScore, (Handle, const char*, Length*, const char***, Length*, const Length**, const float**))   \
  X(int, XGBoosterSaveJsonConfig, (Handle, Length*, const char**))                                                       \
  X(int, XGBoosterSaveModelToBuffer, (Handle, const char*, Length*, const char**))                                       \
  X(int, XGBoosterLoadModelFromBuffer, (Handle, const void*, Length))                                                    \
  X(int, XGBoosterPredictFromDMatrix, (Handle, Handle, const char*, const Length**, Length*, const float**))

/// The functions of one loaded library.
struct Api {
#define TRAINYARD_XGBOOST_MEMBER(result, name, arguments) std::type_identity_t<result arguments>* name = nullptr;
  TRAINYARD_XGBOOST_FUNCTIONS(TRAINYARD_XGBOOST_MEMBER)
#undef TRAINYARD_XGBOOST_MEMBER
};

}  // namespace trainyard::models::xgboost
