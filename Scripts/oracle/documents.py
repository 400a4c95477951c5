"""What MySQL 8.0 gives of JSON documents where a few lines tell it."""

import json


def has_quoted_keys(fault):
    """Whether our paths are theirs but for the quotes of keys that are no names."""
    texts = [answer.rows[0][-1] for answer in fault.answers]
    if None in texts:
        return False
    ours, theirs = (json.loads(text) for text in texts)
    return spoken(ours) == spoken(theirs)


def spoken(paths):
    return sorted(path.replace('"', "") for path in (paths if isinstance(paths, list) else [paths]))


def is_contained(fault):
    """Whether our answer is what JSON_CONTAINS is of both documents."""
    if fault.row is None or not all(isinstance(value, str) for value in fault.given):
        return False
    target, candidate = map(json.loads, fault.given)
    return fault.answers[0].rows[0][-1] == str(int(contains(target, candidate)))


def contains(target, candidate):
    """An array contains what one of its elements does, another array where it does all of its elements; an object one
    with some of its pairs; a scalar its equal."""
    if isinstance(target, list):
        wanted = candidate if isinstance(candidate, list) else [candidate]
        return all(any(contains_element(element, one) for element in target) for one in wanted)
    if isinstance(target, dict):
        return isinstance(candidate, dict) and all(
            key in target and contains(target[key], value) for key, value in candidate.items()
        )
    return is_scalar(candidate) and is_equal(target, candidate)


def contains_element(element, candidate):
    """Whether an element of an array contains what is looked for; an array stands only for an array."""
    if isinstance(element, list) and not isinstance(candidate, list):
        return False
    return contains(element, candidate)


def is_scalar(value):
    return not isinstance(value, (list, dict))


def is_equal(left, right):
    return left == right and isinstance(left, bool) == isinstance(right, bool)
