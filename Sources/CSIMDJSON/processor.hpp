// Which instructions of the processor are used outside of simdjson: those of the implementation
// that simdjson has chosen. So its variable SIMDJSON_FORCE_IMPLEMENTATION, with which tests select
// each one, has an effect here, too.
#pragma once

#include <simdjson.h>

#include <string>

namespace csj {

#if defined(__x86_64__)
inline bool simdjson_uses(const char *name) {
  return std::string(simdjson::get_active_implementation()->name()) == name;
}

inline bool has_avx512() {
  static const bool answer =
      simdjson_uses("icelake") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("popcnt");
  return answer;
}

inline bool has_avx2() {
  static const bool answer = (simdjson_uses("icelake") || simdjson_uses("haswell")) &&
                             __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                             __builtin_cpu_supports("popcnt");
  return answer;
}
#endif

}  // namespace csj
