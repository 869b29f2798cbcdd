#!/usr/bin/env bash
# Checks of the layout of the sources. Sourced by scripts/test.

# The modules that a Swift target may import, in addition to those of the system.
allowed_imports() {
  case $1 in
    LazyJSON) echo CSIMDJSON ;;
    BatchModel) echo LazyJSON SystemXXHash ;;
    LuaVM) echo CLua ;;
    BatchLua)
      echo LazyJSON BatchModel LuaVM CLua CCompression CSandbox CThreads SystemPackage SystemXattr
      ;;
    BatchLuaReference) echo BatchLua BatchModel LazyJSON ;;
    BatchLuaCommand) echo BatchLua BatchLuaReference CArguments ArgumentParser ;;
    *) return 1 ;;
  esac
}
system_imports='Swift Glibc Synchronization'

# file:line:module for each import of a target; ignores attributes, access levels and the kind of a
# single imported declaration.
imports_of() {
  local attributes='(@[A-Za-z_]+(\([^)]*\))?[[:space:]]+)*'
  local access='((public|package|internal|fileprivate|private)[[:space:]]+)?'
  local kind='((struct|class|enum|protocol|typealias|func|let|var)[[:space:]]+)?'
  local import="[[:space:]]*$attributes$access""import[[:space:]]+$kind"
  { grep -rnE --include='*.swift' "^$import" "$1" || [ $? = 1 ]; } |
    sed -E "s/^([^:]+:[0-9]+):$import([A-Za-z_0-9]+).*/\\1:\\8/"
}

check_format() {
  swift format lint --strict --recursive Package.swift Sources Tests ||
    fail 'swift format lint found the lines above; swift format --in-place --recursive mends most'
}

check_imports() {
  local directory target place line module bad=0
  for directory in Sources/*/; do
    target=$(basename "$directory")
    [ -n "$(find "$directory" -name '*.swift' -print -quit)" ] || continue
    local allowed
    allowed=$(allowed_imports "$target") ||
      fail "target $target: scripts/test has no list of what it may import"
    while IFS=: read -r place line module; do
      case " $allowed $system_imports " in
        *" $module "*) ;;
        *)
          echo "$place:$line: $target must not import $module (only: $allowed)" >&2
          bad=1
          ;;
      esac
    done < <(imports_of "$directory")
  done
  local files
  files=$(imports_of Sources/LazyJSON | grep ':CSIMDJSON$' | cut -d: -f1 | sort -u || true)
  if [ "$(grep -c . <<<"$files")" -gt 1 ]; then
    printf 'LazyJSON imports CSIMDJSON in more than one file:\n%s\n' "$files" >&2
    bad=1
  fi
  [ "$bad" = 0 ] || fail 'the layout forbids the imports above'
}

check_folders() {
  command -v python3 >/dev/null || fail 'python3 is not there to read the sources'
  scripts/folders || fail 'the order of folders in Sources/folders.txt forbids the uses above'
}

# Messages of the library must name options by OptionNames: flags for the command, members for
# programs.
check_flags() {
  local found
  found=$(grep -rnE --include='*.swift' '"[^"]*(--[a-z]|[^a-z]-[DLeo] )' Sources/BatchLua |
    grep -vE '^[^:]*:[0-9]+: *///' || true)
  [ -z "$found" ] || fail "$found" 'messages of the library name no flags: see OptionNames'
}

# The length of a file's path would be stored in the binary, which would then differ from folder to
# folder. LargeStackThread hides its path.
check_paths() {
  local found
  found=$(grep -rnE --include='*.swift' 'withoutActuallyEscaping|#filePath' Sources |
    grep -v '^Sources/BatchLua/Threads/LargeStackThread\.swift:' || true)
  [ -z "$found" ] || fail "$found" 'this stores the path of the file in the binary, or its length'
}

check_mutations() {
  scripts/mutate --check || fail 'a mutation does not fit the sources any more: mend its list'
}
