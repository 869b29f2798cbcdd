#!/usr/bin/env bash
# The builds, and the tests of each. Sourced by scripts/test.

test_bundle=batchluaPackageTests.xctest
# Suites that measure how long something takes, or are near a limit of time.
timed_suites='\.(CallTime|ConditionLock|Hostile|Kill|Limit|RunAsync|SlowPipe|Stalled|Terminal|Timeout)[A-Za-z]*Tests$'

check_build() {
  swift build --build-tests || fail 'the build failed: swift build --build-tests'
}

# Runs the suites of the debug build, with further arguments for suites.py.
suites() {
  [ -e .build/debug/$test_bundle ] || check_build
  scripts/test.d/suites.py .build/debug/$test_bundle --alone "$timed_suites" "$@" ||
    fail 'a test failed'
}

check_library() {
  suites --skip '^CommandTests\.'
}

check_processors() {
  local path name flag
  for path in haswell:avx2 westmere:sse4_2 fallback:; do
    name=${path%:*} flag=${path#*:}
    [ -z "$flag" ] || grep -qw "$flag" /proc/cpuinfo || continue
    SIMDJSON_FORCE_IMPLEMENTATION=$name scripts/test.d/suites.py .build/debug/$test_bundle \
      --filter '^LazyJSONTests\.' --skip 'MutationTests|EditPropertyTests' ||
      fail "a test failed with simdjson's implementation $name"
  done
}

# There may be old objects of removed sources, so only the object of each source is checked.
check_boundary() {
  local target source object objects found bad=0
  for target in LuaVM BatchLua BatchLuaCommand LazyJSON BatchModel; do
    objects=()
    while IFS= read -r source; do
      object=$(find ".build/debug/$target.build" -name "$(basename "$source").o" -print -quit)
      [ -n "$object" ] || fail "$source: no object file under .build/debug/$target.build"
      objects+=("$object")
    done < <(find "Sources/$target" -name '*.swift')
    [ "${#objects[@]}" != 0 ] || fail "target $target: no object file was found"
    found=$(names_in --undefined-only --print-file-name "${objects[@]}" |
      awk '$NF ~ /^luaL?_/ { print "  " $NF, $1 }')
    if [ -n "$found" ]; then
      printf 'Swift refers to Lua itself:\n%s\n' "$found" >&2
      bad=1
    fi
  done
  [ "$bad" = 0 ] || fail 'only CLua may call Lua: its errors must not cross a Swift frame'
}

names_in() {
  local nm
  nm=$(command -v nm || command -v llvm-nm) ||
    fail 'neither nm nor llvm-nm is there to look into what was built'
  "$nm" "$@"
}

work_release() {
  scripts/batchlua --version || fail 'scripts/batchlua --version failed'
}

check_command() {
  scripts/batchlua --version </dev/null
  # Foundation has 55 MB, and would add a millisecond to each start. FoundationEssentials, which
  # ArgumentParser needs, does not.
  local found
  found=$(names_in .build/release/batchlua | grep -cE 'icudt|FoundationInternationalization' || true)
  [ "$found" = 0 ] ||
    fail 'the release binary holds Foundation with ICU: something imports Foundation'
  # Calls of a shared library take a detour, and its names time at the start.
  local archive
  for archive in .build/release.d/archives/lib*.a; do
    [ -e "$archive" ] || continue
    found=$(basename "$archive" .a)
    ! ldd .build/release/batchlua 2>&1 | grep "$found.so" >&2 ||
      fail "the release binary takes $found as a shared library, though there is an archive"
  done
  BATCHLUA_TESTED=.build/release suites --filter '^CommandTests\.'
}

# Builds the tests of the library with a sanitizer: not the command, whose tests watch processes.
build_sanitized() {
  # The system's linker does not support the sanitizer's lists of symbols.
  BATCHLUA_LIBRARY_ALONE=1 swift build --build-tests --sanitize "$1" --scratch-path ".build-$1" \
    -Xswiftc -use-ld=lld || fail "the build with the $1 sanitizer failed"
}

work_address-build() {
  build_sanitized address
}

work_thread-build() {
  build_sanitized thread
}

# Runs the suites that match `filter`, except tests that match `skip`.
sanitized() {
  local sanitizer=$1 filter=$2 skip=$3
  # Swift's backtracer would wait forever for a program that a sanitizer has ended.
  BATCHLUA_SANITIZED=1 SWIFT_BACKTRACE=enable=no \
    ASAN_OPTIONS=detect_leaks=1 \
    LSAN_OPTIONS="suppressions=$PWD/Tests/leaks.supp:print_suppressions=0" \
    scripts/test.d/suites.py ".build-$sanitizer/debug/$test_bundle" \
    --filter "$filter" --skip "$skip" --alone "$timed_suites" ||
    fail "a test failed, or the $sanitizer sanitizer found something"
}

# The suites that are run with all checks: those that read, index, edit and write.
few_suites='^(LazyJSON|BatchModel|LuaVM)Tests\.|\.CorpusTests$'
few_suites+='|^BatchLuaTests\.(ChunkSource|DocumentPool|Join|LineScan|Lines|Merge|Retry|Transformer)Tests'

# The quick suites, without tests that measure memory, repeat many times or start the command.
# Instead of repetition, the corpora of the fuzzers are used.
check_address() {
  local all='^(LazyJSON|BatchModel|LuaVM|BatchLua)Tests\.|\.CorpusTests$'
  local slow='MemoryTests|memoryDoesNotGrow|MutationTests|EditPropertyTests|SplitTests'
  slow+='|theSignalIsGivenBack|warnsOfEachPart|progressIsAnEvent|sealedOthers'
  sanitized address "${sanitized_suites:-$all}" "$slow"
}

check_thread() {
  sanitized thread '\.(Identity|FilesCompression|FilesReader|Corpus)Tests$' memoryDoesNotGrow
}
