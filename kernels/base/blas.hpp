// OpenBLAS as trainyard uses it: loaded on first use, as its threads would start with every program otherwise, and spin. With one thread a
// call gives the same bits however many threads the program has, and OpenMP threads may call it side by side; parallel work is cut into
// calls by the kernels themselves.
#pragma once

#include <cblas.h>
#include <cstddef>

namespace trainyard::kernels {

// LAPACK's routines, for which OpenBLAS installs no header. A text argument's length follows at the end, as gfortran passes it.
namespace lapack {
using Integer = const blasint*;
using dpotrf_ = void(const char* uplo, Integer n, double* a, Integer lda, blasint* info, std::size_t);
using dpotrs_ = void(const char* uplo, Integer n, Integer nrhs, const double* a, Integer lda, double* b, Integer ldb, blasint* info,
                     std::size_t);
using dpocon_ = void(const char* uplo, Integer n, const double* a, Integer lda, const double* norm, double* rcond, double* work,
                     blasint* iwork, blasint* info, std::size_t);
using dsyevd_ = void(const char* jobz, const char* uplo, Integer n, double* a, Integer lda, double* w, double* work, Integer lwork,
                     blasint* iwork, Integer liwork, blasint* info, std::size_t, std::size_t);
using dgeqrf_ = void(Integer m, Integer n, double* a, Integer lda, double* tau, double* work, Integer lwork, blasint* info);
using dorgqr_ = void(Integer m, Integer n, Integer k, double* a, Integer lda, const double* tau, double* work, Integer lwork,
                     blasint* info);
}  // namespace lapack

#define TRAINYARD_BLAS_FUNCTIONS(X)       \
  X(decltype(::cblas_dsyrk), cblas_dsyrk) \
  X(decltype(::cblas_dgemm), cblas_dgemm) \
  X(decltype(::cblas_dgemv), cblas_dgemv) \
  X(lapack::dpotrf_, dpotrf_)             \
  X(lapack::dpotrs_, dpotrs_)             \
  X(lapack::dpocon_, dpocon_)             \
  X(lapack::dsyevd_, dsyevd_)             \
  X(lapack::dgeqrf_, dgeqrf_)             \
  X(lapack::dorgqr_, dorgqr_)

/// The functions of the loaded library.
struct BlasApi {
#define TRAINYARD_BLAS_MEMBER(type, name) type* name = nullptr;
  TRAINYARD_BLAS_FUNCTIONS(TRAINYARD_BLAS_MEMBER)
#undef TRAINYARD_BLAS_MEMBER
};

/// Loads OpenBLAS at the first call, and makes every call of it run in the calling thread alone; from any thread. Throws
/// std::runtime_error where it cannot be loaded.
const BlasApi& blas();

}  // namespace trainyard::kernels
