"""Names that a Swift file declares and uses."""
import re

WORD = re.compile(r'[A-Za-z_]\w*')
SKIPPED = re.compile(r'//[^\n]*|/\*.*?\*/|(#*)("""(?=\n)|")', re.S)


def code_of(text):
    return skip(text, 0, False)[0]


def skip(text, at, is_inside):
    """The text without comments and strings, but with interpolations and all line ends; up to the
    closing parenthesis inside of a string. Also returns the position behind it."""
    out, depth = [], 0
    while at < len(text):
        skipped = SKIPPED.match(text, at) if text[at] in '/#"' else None
        if skipped and skipped[2]:
            inner, at = skip_string(text, skipped.end(), *skipped.groups())
            out.append(inner)
        elif skipped:
            out.append('\n' * skipped[0].count('\n'))
            at = skipped.end()
        else:
            depth += (text[at] == '(') - (text[at] == ')')
            if is_inside and depth < 0:
                return ''.join(out), at + 1
            out.append(text[at])
            at += 1
    return ''.join(out), at


def skip_string(text, at, hashes, quote):
    out = [' ']
    while at < len(text) and not text.startswith(quote + hashes, at):
        if text.startswith('\\' + hashes + '(', at):
            inner, at = skip(text, at + len(hashes) + 2, True)
            out.append(inner + ' ')
        else:
            step = 2 if text[at] == '\\' and not hashes else 1
            out.append('\n' * text.count('\n', at, at + step))
            at += step
    return ''.join(out), at + len(quote + hashes)


KEYWORDS = {'true', 'false', 'default', 'repeat', 'in', 'is', 'as', 'for', 'case'}
MARK = re.compile(r'[{}]|(?<![\w.])(?:struct|class|enum|protocol|actor|extension|func|var|let'
                  r'|typealias|case)\b')
TYPE = re.compile(r'(?:struct|class|enum|protocol|actor|extension)\s+'
                  r'(?!(?:func|var|let|subscript|override)\b)([\w.]+)')
MEMBER = re.compile(r'(?:func|var|let|typealias)\s+`?(\w+)')
CASES = re.compile(r'case\s+(`?\w.*)')


class SwiftFile:
    """`declared`: pairs of a type (None at file level) and a name that other files can use."""

    def __init__(self, text, is_header=False):
        self.code = code_of(text)
        self.functions = set()  # Swift has no separate declarations
        self.declared, self.owners = set(), set()
        self.own = set()  # names of members and variables, private ones too
        self.find_declarations()
        # Names that may be variables of functions, or labels of arguments.
        self.locals = set(re.findall(r'\b(\w+)\s*:', self.code))
        for pattern in r'\b(?:let|var|for)\s+\(?([\w, ]+)', r'\{\s*\(?([\w, ]+?)\)?[^{}\n]*\bin\b':
            for names in re.findall(pattern, self.code):
                self.locals |= set(WORD.findall(names))

    def find_declarations(self):
        scopes, pending = [(None, True)], None  # each a type and whether it declares for others
        for mark in MARK.finditer(self.code):
            owner, is_declaring = scopes[-1]
            if mark[0] == '{':
                scopes.append(pending or (None, False))
                pending = None
            elif mark[0] == '}':
                scopes.pop()
            else:
                is_declaring = is_declaring and not self.is_private(mark.start())
                pending = self.note(mark, owner, is_declaring) or pending

    def is_private(self, at):
        line = self.code[self.code.rfind('\n', 0, at) + 1:at]
        return re.search(r'\b(?:file)?private\b(?!\()', line)

    def note(self, mark, owner, is_declaring):
        """Records a declaration. Returns the name of a type and whether its members are visible."""
        found = TYPE.match(self.code, mark.start())
        if found:
            name = found[1].split('.')[-1]
            self.owners.add(name)
            if is_declaring and mark[0] != 'extension':
                self.declared.add((owner, name))
            return name, is_declaring
        member = MEMBER.match(self.code, mark.start())
        if member:
            self.own.add(member[1])
        cases = CASES.match(self.code, mark.start())
        if is_declaring and member:
            self.declared.add((owner, member[1]))
        elif is_declaring and cases and owner:
            plain = re.sub(r'\([^()]*\)', '', cases[1])
            self.declared |= {(owner, name) for name in re.findall(r'(?:^|,)\s*`?(\w+)', plain)}
        return None

    def uses(self, homes, members):
        """Name, position, and the folders that declare it, of each use that can be attributed: a
        member by its type, or by its name alone."""
        before = None
        for word in WORD.finditer(self.code):
            name, at = word[0], word.start()
            between = self.code[before.end():at] if before else ''
            receiver = before[0] if between in ('.', '?.', '!.') else None
            is_member = self.code[at - 1:at] == '.' and self.code[at - 2:at] != '..'
            before = word
            if is_member:
                unsure = () if name in self.own else members.get(name, ())
                yield name, at, homes.get((receiver, name)) or unsure
            elif name not in KEYWORDS and (name[0].isupper() or name not in self.locals):
                yield name, at, homes.get((None, name), ())
                for owner in self.owners:
                    yield name, at, homes.get((owner, name), ())
