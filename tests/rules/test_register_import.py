from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.rules.import_row import Reason, Values, email_problem
from eventapp.rules.names import fold
from eventapp.rules.register_import import (
    Change,
    Employer,
    Person,
    RowJudgment,
    Verdict,
    addressed,
    employers_named,
    judge,
    named,
    read,
)
from eventapp.rules.sheet_columns import Field

JAN = Values("Jan", "van der", "Berg", "Bakkerij De Korenbloem", "Breda", "jan@korenbloem.nl")
JAN_CELLS = {
    Field.NAME: "Jan van der Berg",
    Field.EMPLOYER: "Bakkerij De Korenbloem",
    Field.TOWN: "Breda",
    Field.EMAIL: "jan@korenbloem.nl",
}


def judge_one(cells, *persons, employers=(), **checks):
    people = [Person(number, values) for number, values in enumerate(persons, start=1)]
    (judgment,) = judge(read([(2, cells)], **checks), persons=people, employers=employers)
    return judgment


def test_an_unknown_person_is_new():
    assert judge_one(JAN_CELLS) == RowJudgment(2, Verdict.NEW, JAN)


def test_a_known_person_is_unchanged_whatever_the_case_accents_and_spaces():
    cells = {
        Field.GIVEN_NAME: "Jan",
        Field.FAMILY_NAME: " van der  Berg",
        Field.EMPLOYER: "BAKKERIJ de Korenbloem",
        Field.EMAIL: "Jan@Korenbloem.NL",
    }

    assert judge_one(cells, JAN) == RowJudgment(2, Verdict.UNCHANGED, JAN, person_id=1)


def test_a_change_names_the_field_and_both_values():
    cells = {
        **JAN_CELLS,
        Field.PHONE: "06 1234 5678",
        Field.TOWN: "Oosterhout",
        Field.AMBASSADOR: "x",
        Field.TAGS: "bakkers; horeca",
    }

    judgment = judge_one(cells, replace(JAN, phone="076 123 4567", tags=("Bakkers",)))

    assert judgment.verdict is Verdict.CHANGED
    assert judgment.changes == (
        Change(Field.TOWN, "Breda", "Oosterhout"),
        Change(Field.PHONE, "076 123 4567", "06 1234 5678"),
        Change(Field.AMBASSADOR, "", "yes"),
        Change(Field.TAGS, "Bakkers", "Bakkers, horeca"),
    )


def test_an_empty_cell_erases_nothing():
    known = replace(JAN, phone="06 1234 5678", job_title="directeur", ambassador=True)
    cells = {**JAN_CELLS, Field.TOWN: "", Field.PHONE: " ", Field.JOB_TITLE: "-", Field.TAGS: ""}

    judgment = judge_one({**cells, Field.AMBASSADOR: "", Field.LANGUAGE: ""}, known)

    assert judgment == RowJudgment(2, Verdict.UNCHANGED, known, person_id=1)


@pytest.mark.parametrize(
    ("cells", "reason", "value"),
    [
        ({Field.NAME: ""}, Reason.NO_NAME, ""),
        ({Field.NAME: " - "}, Reason.NO_NAME, ""),
        ({Field.EMPLOYER: ""}, Reason.NO_EMPLOYER, "Jan van der Berg"),
        ({Field.EMAIL: "jan@@korenbloem.nl"}, Reason.EMAIL_TWO_AT, "jan@@korenbloem.nl"),
        ({Field.EMAIL: "jan@x.nl;p@x.nl"}, Reason.EMAIL_TWO_AT, "jan@x.nl;p@x.nl"),
        ({Field.EMAIL: "jan.korenbloem.nl"}, Reason.EMAIL_NO_AT, "jan.korenbloem.nl"),
        ({Field.EMAIL: "jan@korenbloem"}, Reason.EMAIL_NO_DOT, "jan@korenbloem"),
        ({Field.EMAIL: "jan de@x.nl"}, Reason.EMAIL_WRONG, "jan de@x.nl"),
        ({Field.PHONE: "bel Piet"}, Reason.PHONE_WRONG, "bel Piet"),
        ({Field.AMBASSADOR: "misschien"}, Reason.AMBASSADOR_UNCLEAR, "misschien"),
        ({Field.LANGUAGE: "Duits"}, Reason.LANGUAGE_UNKNOWN, "Duits"),
        ({Field.EMPLOYER: "B" * 201}, Reason.TOO_LONG, "B" * 201),
        ({Field.TAGS: "t" * 41}, Reason.TOO_LONG, "t" * 41),
    ],
)
def test_a_refused_row_gives_the_reason_and_the_value(cells, reason, value):
    assert judge_one({**JAN_CELLS, **cells}) == RowJudgment(
        2, Verdict.REFUSED, reason=reason, value=value
    )


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("jan@korenbloem.nl", None),
        ("j.o'neill+tag@sub.domein-x.co.uk", None),
        ("", Reason.EMAIL_NO_AT),
        ("@x.nl", Reason.EMAIL_WRONG),
        ("jan@", Reason.EMAIL_WRONG),
        ("jan@x..nl", Reason.EMAIL_WRONG),
        ("jan.@x.nl", Reason.EMAIL_WRONG),
        ("jan@x.nl.", Reason.EMAIL_WRONG),
        ("jan@-x.nl", Reason.EMAIL_WRONG),
        ("jän@x.nl", Reason.EMAIL_WRONG),
        ("jan@x.nl\nBcc: a", Reason.EMAIL_WRONG),
        ("bert@bos,example", Reason.EMAIL_WRONG),
        ("bert@bos", Reason.EMAIL_NO_DOT),
    ],
)
def test_email_problem_names_what_is_wrong(address, reason):
    assert email_problem(address) == reason


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("612345678", "0612345678"),
        ("31612345678", "+31612345678"),
        ("+31 6 1234 5678", "+31 6 1234 5678"),
        ("06-12345678", "06-12345678"),
        ("n.v.t.", ""),
    ],
)
def test_a_zero_or_plus_that_a_spreadsheet_ate_comes_back(written, read):
    assert judge_one({**JAN_CELLS, Field.PHONE: written}).values.phone == read


def test_the_same_number_written_otherwise_is_no_change():
    known = replace(JAN, phone="0612345678")

    assert judge_one({**JAN_CELLS, Field.PHONE: "06 - 1234 5678"}, known).changes == ()


def test_an_injected_check_judges_addresses():
    judgment = judge_one(JAN_CELLS, check_email=lambda address: Reason.EMAIL_WRONG)

    assert judgment.reason is Reason.EMAIL_WRONG


def test_two_people_may_share_an_address():
    rows = [
        (2, {**JAN_CELLS, Field.EMAIL: "info@korenbloem.nl"}),
        (3, {**JAN_CELLS, Field.EMAIL: "info@korenbloem.nl", Field.NAME: "Ria Bos"}),
    ]

    assert [j.verdict for j in judge(read(rows), persons=[])] == [Verdict.NEW, Verdict.NEW]


def test_who_gets_an_address_that_somebody_has_is_told_apart_but_named():
    other = {**JAN_CELLS, Field.NAME: "J. van der Berg", Field.EMAIL: "JAN@korenbloem.nl"}

    assert judge_one(other, JAN).shares_with == "Jan van der Berg"
    assert judge_one({**JAN_CELLS, Field.PHONE: "06 1234 5678"}, JAN).shares_with == ""
    ria = replace(JAN, given_name="Ria", email="")
    moved = judge_one({**JAN_CELLS, Field.NAME: ria.name}, JAN, ria)
    assert (moved.verdict, moved.shares_with) == (Verdict.CHANGED, "Jan van der Berg")
    assert judge_one({**JAN_CELLS, Field.EMAIL: ""}, ria).shares_with == ""


def test_a_new_address_for_a_known_name_and_employer_is_told():
    moved = {**JAN_CELLS, Field.EMAIL: "jan@elders.nl"}

    assert judge_one(moved, JAN).has_namesake
    assert not judge_one({**moved, Field.EMPLOYER: "Slagerij"}, JAN).has_namesake
    assert not judge_one(JAN_CELLS, JAN).has_namesake


def test_in_one_file_the_second_row_with_an_address_is_told_of_the_first():
    rows = [(2, JAN_CELLS), (3, {**JAN_CELLS, Field.NAME: "Ria Bos"})]

    assert [j.shares_with for j in judge(read(rows), persons=[])] == ["", "Jan van der Berg"]


def test_an_address_that_somebody_gave_up_is_shared_no_more():
    without = replace(JAN, email="")
    rows = [
        (2, {**JAN_CELLS, Field.EMAIL: "new@korenbloem.nl"}),
        (3, {**JAN_CELLS, Field.NAME: "B"}),
    ]

    judgments = judge(read(rows), persons=[Person(1, without)])

    assert [j.shares_with for j in judgments] == ["", ""]


def test_a_second_row_for_one_person_points_at_the_first():
    rows = [(2, JAN_CELLS), (3, {**JAN_CELLS, Field.EMAIL: ""}), (9, JAN_CELLS)]

    judgments = judge(read(rows), persons=[])

    assert [(j.row, j.verdict, j.of_row) for j in judgments] == [
        (2, Verdict.NEW, None),
        (3, Verdict.DUPLICATE, 2),
        (9, Verdict.DUPLICATE, 2),
    ]


def test_a_row_without_address_does_not_hide_the_address_in_a_later_one():
    rows = [(2, {**JAN_CELLS, Field.EMAIL: ""}), (3, JAN_CELLS)]

    judgments = judge(read(rows), persons=[])

    assert [(j.row, j.verdict, j.of_row) for j in judgments] == [
        (2, Verdict.DUPLICATE, 3),
        (3, Verdict.NEW, None),
    ]


def test_a_refused_row_makes_no_later_row_a_duplicate():
    rows = [(2, {**JAN_CELLS, Field.LANGUAGE: "Duits"}), (3, JAN_CELLS)]

    assert [j.verdict for j in judge(read(rows), persons=[])] == [Verdict.REFUSED, Verdict.NEW]


def test_somebody_without_address_is_known_by_employer_and_name():
    phoned = replace(JAN, email="", phone="076 123 4567")
    cells = {**JAN_CELLS, Field.EMAIL: ""}

    assert judge_one(cells, phoned).verdict is Verdict.UNCHANGED
    assert judge_one({**cells, Field.EMPLOYER: "Slagerij"}, phoned).verdict is Verdict.NEW


def test_an_address_is_added_to_somebody_who_had_none():
    judgment = judge_one(JAN_CELLS, replace(JAN, email=""))

    assert judgment.changes == (Change(Field.EMAIL, "", "jan@korenbloem.nl"),)


def test_another_employer_moves_the_person_and_leaves_the_towns_alone():
    cells = {**JAN_CELLS, Field.EMPLOYER: "slagerij vos", Field.TOWN: ""}

    judgment = judge_one(cells, JAN, employers=[Employer("Slagerij Vos", "Etten-Leur")])

    assert judgment.changes == (
        Change(Field.EMPLOYER, "Bakkerij De Korenbloem", "Slagerij Vos"),
        Change(Field.TOWN, "", "Etten-Leur"),
    )


def test_the_first_town_of_an_employer_counts():
    rows = [
        (2, JAN_CELLS),
        (3, {**JAN_CELLS, Field.NAME: "Ria Bos", Field.EMAIL: "", Field.TOWN: "Tilburg"}),
    ]

    assert [j.values.town for j in judge(read(rows), persons=[])] == ["Breda", "Breda"]


cells_strategy = st.fixed_dictionaries(
    {
        Field.NAME: st.sampled_from(["Jan Bos", "JAN BOS", "Ria Bos", "José Bos", "Jose Bos", ""]),
        Field.EMPLOYER: st.sampled_from(["Vos", "VOS", "Smit", "Smít"]),
        Field.TOWN: st.sampled_from(["", "Breda", "Bergen"]),
        Field.EMAIL: st.sampled_from(["", "a@x.nl", "A@x.nl", "b@x.nl", "fout"]),
        Field.PHONE: st.sampled_from(["", "612345678", "0612345678", "0612345679"]),
        Field.TAGS: st.sampled_from(["", "a", "A;b", "b"]),
        Field.AMBASSADOR: st.sampled_from(["", "ja", "nee"]),
    }
)


def apply(judgments, persons):
    """Do to the register what a service does, towns shared by the people of an employer."""
    people = {person.id: person.values for person in persons}
    for judgment in judgments:
        if judgment.verdict in {Verdict.NEW, Verdict.CHANGED}:
            people[judgment.person_id or len(people) + 1] = judgment.values
            people = {
                key: replace(values, town=judgment.values.town)
                if values.employer == judgment.values.employer
                else values
                for key, values in people.items()
            }
    return [Person(key, values) for key, values in people.items()]


@given(st.lists(cells_strategy, max_size=8), st.lists(cells_strategy, max_size=8))
def test_the_same_file_twice_changes_nothing(earlier, later):
    register = apply(judge(read(enumerate(earlier)), persons=[]), [])
    first = judge(read(enumerate(later)), persons=register)
    register = apply(first, register)

    second = judge(read(enumerate(later)), persons=register)

    assert not {j.verdict for j in second} & {Verdict.NEW, Verdict.CHANGED}
    assert [j for j in second if j.verdict is Verdict.REFUSED] == [
        j for j in first if j.verdict is Verdict.REFUSED
    ]


@given(st.lists(cells_strategy, max_size=8), st.lists(cells_strategy, max_size=4))
def test_only_namesakes_addresses_and_the_employers_of_the_rows_matter(earlier, later):
    register = apply(judge(read(enumerate(earlier)), persons=[]), [])
    employers = {one.values.employer: Employer(one.values.employer, one.values.town)
                 for one in register}.values()  # fmt: skip
    rows = read(enumerate(later))
    people = [
        one
        for one in register
        if fold(one.values.name) in named(rows) or fold(one.values.email) in addressed(rows)
    ]
    places = [one for one in employers if fold(one.name) in employers_named(rows)]

    assert judge(rows, persons=people, employers=places) == judge(
        rows, persons=register, employers=employers
    )


@given(st.lists(st.dictionaries(st.sampled_from(Field), st.text()), max_size=5))
def test_no_cell_makes_it_raise(rows):
    judgments = judge(read(enumerate(rows)), persons=[])

    assert len(judgments) == len(rows)
