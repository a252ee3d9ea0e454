#include "jobs/program.hpp"

int main(int argc, char** argv) { return trainyard::jobs::run_program({argv + 1, argv + argc}); }
