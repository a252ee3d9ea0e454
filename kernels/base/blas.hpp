// OpenBLAS as trainyard uses it. With one thread a call gives the same bits however many threads the program has, and OpenMP threads may
// call it side by side; parallel work is cut into calls by the kernels themselves.
#pragma once

namespace trainyard::kernels {

/// Makes every call of BLAS and LAPACK run in the calling thread alone. To be called before them; from any thread, any number of times.
void use_one_blas_thread();

}  // namespace trainyard::kernels
