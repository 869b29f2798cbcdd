"""Names that a C file declares and uses."""
import re

WORD = re.compile(r'[A-Za-z_]\w*')
SKIPPED = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
BODY = '\1'
FUNCTION = re.compile(r'([^;\1()]*?)\b(\w+)\s*\((?:[^()]|\([^()]*\))*\)\s*' + BODY)


class CFile:
    """`declared`: pairs of None and a name that other files can use: functions that the file
    defines, and all other declarations of a header."""

    def __init__(self, text, is_header):
        self.code = SKIPPED.sub(lambda skipped: ' ' + '\n' * skipped[0].count('\n'), text)
        self.includes = [(text.count('\n', 0, include.start()) + 1, include[1])
                         for include in re.finditer(r'^#\s*include\s+"(\w+)/', text, re.M)]
        functions, others = self.find_functions(), self.find_others()
        self.functions = {name for name, is_static in functions if is_header or not is_static}
        self.own = {name for name, _ in functions} - self.functions
        if not is_header:
            self.own |= others
        self.declared = {(None, name) for name in self.functions | (others if is_header else set())}

    def find_others(self):
        """Macros, constants, types, and variables that are defined elsewhere."""
        code = self.code
        return (set(re.findall(r'^\s*#\s*define\s+(\w+)', code, re.M))
                | {name for constants in re.findall(r'\benum\b\s*\w*\s*\{([^{}]*)\}', code)
                   for name in re.findall(r'(?:^|,)\s*(\w+)', constants)}
                | set(re.findall(r'\b(?:struct|union|enum)\s+(\w+)\s*' + BODY, self.flat))
                | set(re.findall(BODY + r'\s*(\w+)\s*;', self.flat))
                | set(re.findall(r'\btypedef\b[^;]*?\b(\w+)\s*(?:\([^;]*\))?\s*;', self.flat))
                | {WORD.findall(variable.split('[')[0])[-1]
                   for variables in re.findall(r'\bextern\b([^;(]*);', self.flat)
                   for variable in variables.split(',')})

    def find_functions(self):
        """Pairs of a name and whether it is static."""
        code = re.sub(r'^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', '', self.code, flags=re.M)
        code = re.sub(r'\bextern\s*\{', '', code)
        while re.search(r'\{[^{}]*\}', code):
            code = re.sub(r'\{[^{}]*\}', BODY, code)
        self.flat = code
        return {(name, bool(re.search(r'\bstatic\b', before)))
                for before, name in FUNCTION.findall(code)}

    def uses(self, homes, members):
        for word in WORD.finditer(self.code):
            if word[0] not in self.own:
                yield word[0], word.start(), homes.get((None, word[0]), ())
