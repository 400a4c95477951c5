"""Random expressions from the productions of grammar.txt."""

import pathlib
import re

PLACE = re.compile(r"\{([A-Za-z])\}")
NAME = re.compile(r"\{[A-Za-z]\}")
CALL = re.compile(r"\w+\(.*\)")
WORD = re.compile(r"<(\w+)>")


class Production:
    """One line of the grammar: a template, and the kinds of what stands in it."""

    def __init__(self, kind, template, is_mixed):
        self.kind, self.template, self.is_mixed = kind, template, is_mixed
        self.kinds = PLACE.findall(template)


class Expression:
    """A production with expressions in its places."""

    def __init__(self, template, children=()):
        self.template, self.children = template, list(children)

    def sql(self):
        parts = iter(self.children)
        return PLACE.sub(lambda _: next(parts).enclosed(), self.template)

    def enclosed(self):
        """In parentheses unless it is a leaf or a call."""
        text = self.sql()
        return text if not self.children or CALL.fullmatch(self.template) else f"({text})"

    def nodes(self):
        """Every node below and itself, arguments before what they stand in."""
        for child in self.children:
            yield from child.nodes()
        yield self


class Grammar:
    def __init__(self, path=pathlib.Path(__file__).parent / "grammar.txt", only=None):
        self.leaves, self.branches, self.forms, self.words = {}, {}, [], {}
        for line in path.read_text().splitlines():
            if line and not line.startswith("#"):
                self.add(*map(str.strip, line.split("|", 1)), only)

    def add(self, head, template, only):
        if head.startswith("word "):
            self.words.setdefault(head.split()[1], []).extend(template.split())
            return
        if head == "form":
            self.forms.append(Production("form", template, False))
            return
        production = Production(head.split()[-1], template, head.startswith("mixed"))
        if not production.kinds:
            self.leaves.setdefault(production.kind, []).append(production)
        elif only is None or NAME.fullmatch(template) or only in template:
            self.branches.setdefault(production.kind, []).append(production)

    def expression(self, random, kind, depth):
        branches, leaves = self.branches.get(kind, []), self.leaves.get(kind, [])
        names = [branch for branch in branches if NAME.fullmatch(branch.template)]
        if depth <= 0:
            production = random.choice(leaves + names or branches)
        else:
            production = random.choice(branches if branches and (not leaves or random.random() < 0.75) else leaves)
        if production in names:
            return self.expression(random, production.kinds[0], depth)
        return self.filled(random, production, depth - 1)

    def filled(self, random, production, depth):
        """A production with one of its words each, and arguments up to a depth."""
        template = WORD.sub(lambda name: random.choice(self.words[name.group(1)]), production.template)
        return Expression(template, [self.expression(random, kind, depth) for kind in production.kinds])

    def statement(self, random, depth):
        """A whole statement as an expression whose template is a SELECT."""
        return self.filled(random, random.choice(self.forms), depth)

    def any(self, random, depth):
        """An expression of any production, all alike: those of large kinds are not less likely."""
        production = random.choice([branch for branches in self.branches.values() for branch in branches])
        if NAME.fullmatch(production.template):
            return self.expression(random, production.kinds[0], depth)
        return self.filled(random, production, depth - 1)
