"""The green-office summary: its figures recomputed by hand, and what small groups hide."""

from datetime import date
from typing import Any

from accounts import people
from reporting.green_office import GreenOffice, summary


async def _summary(company: Any, month: date = date(2026, 11, 1), following: date = date(2026, 12, 1)) -> GreenOffice:
    async with company.container.database.work(company.org_id) as connection:
        return await summary(
            connection,
            company.organisation,
            company.container.catalogue,
            month=month,
            next_month=following,
            today=company.clock.now().date(),
        )


async def _two_departments(company: Any) -> None:
    """Six in R&D by metro, five in sales by bus; one of R&D cycles too, which is an estimate."""
    await company.department("研发")
    await company.department("销售")
    developers = [await company.hire("研发") for _ in range(6)]
    sellers = [await company.hire("销售") for _ in range(5)]
    for person in developers:
        await company.record(person, "metro", 10_000, proof="operator_record")
    for person in sellers:
        await company.record(person, "bus", 5_000)
    for person in developers[:5]:
        await company.record(person, "cycling", 2_000, hours_ago=6)


async def test_participation_counts_people_with_an_act_among_all_members(company: Any) -> None:
    await _two_departments(company)
    for _ in range(9):
        await company.hire("销售")
    found = await _summary(company)
    assert (found.members, found.total.participants, found.participation_permille) == (20, 11, 550)


async def test_passenger_kilometres_stand_by_mode(company: Any) -> None:
    await _two_departments(company)
    found = await _summary(company)
    assert {travel.kind: (travel.people, travel.trips, travel.passenger_m) for travel in found.travel} == {
        "metro": (6, 6, 60_000),
        "bus": (5, 5, 25_000),
        "cycling": (5, 5, 10_000),
    }
    assert found.passenger_m == 95_000


async def test_reductions_stand_by_department_and_evidence_with_estimates_marked(company: Any) -> None:
    await _two_departments(company)
    found = await _summary(company)
    metro_mg, bus_mg, cycling_mg = 6 * 468_000, 5 * 134_500, 5 * 30_980
    assert found.total.reduction_mg == metro_mg + bus_mg + cycling_mg
    assert found.total.estimate_mg == cycling_mg
    rows = {row.unit.name: row for row in found.departments if row.unit is not None}
    assert rows["研发"].amount.by_evidence == {"attested": metro_mg, "corroborated": 0, "self_reported": cycling_mg}
    assert rows["研发"].amount.estimate_mg == cycling_mg
    assert rows["销售"].amount.by_evidence == {"attested": 0, "corroborated": 0, "self_reported": bus_mg}
    assert {share.methodology: (share.credit_class, share.reduction_mg) for share in found.methodologies} == {
        "cn-sz-lcpt/2021.1": ("market", metro_mg + bus_mg),
        "modeshift-cycling/2026.1": ("estimate", cycling_mg),
    }


async def test_commuting_emissions_stand_beside_with_the_foreign_factor_named(company: Any) -> None:
    await _two_departments(company)
    found = (await _summary(company)).commuting
    lines = {line.kind: line for line in found.lines}
    # UK DESNZ 2026: 15.49 g a passenger-kilometre in the London Underground, 101.51 in an average local bus.
    assert lines["metro"].emission_mg == 60_000 * 1549 // 100
    assert lines["bus"].emission_mg == 25_000 * 10151 // 100
    assert lines["cycling"].emission_mg == 0
    assert lines["metro"].factor is not None
    assert lines["metro"].factor.factor_id == "UK-DESNZ-2026-rail-london-underground"
    assert found.methodology == "commute-inventory/1"
    assert found.emission_mg == 60_000 * 1549 // 100 + 25_000 * 10151 // 100
    assert found.attribution is not None and "Open Government Licence" in found.attribution


async def test_who_recorded_no_trip_is_covered_by_the_usual_way_on_working_days(company: Any) -> None:
    drivers = [await company.hire() for _ in range(5)]
    async with company.container.database.work(company.org_id) as connection:
        for person in drivers:
            await people.set_commute(connection, company.org_id, person.id, "driving", 8_000)
    found = (await _summary(company)).commuting
    (line,) = found.lines
    # November 2026 until Friday the 20th has 15 working days in China.
    assert found.workdays == 15
    assert line.passenger_m == 5 * 8_000 * 2 * 15
    assert line.emission_mg == line.passenger_m * 16591 // 100
    assert (found.travellers, found.members) == (5, 5)


async def test_who_recorded_a_trip_is_not_counted_again_by_the_usual_way(company: Any) -> None:
    staff = [await company.hire() for _ in range(5)]
    async with company.container.database.work(company.org_id) as connection:
        for person in staff:
            await people.set_commute(connection, company.org_id, person.id, "driving", 8_000)
    for person in staff:
        await company.record(person, "metro", 9_000)
    assert [line.basis for line in (await _summary(company)).commuting.lines] == ["recorded"]


async def test_meetings_sheets_and_set_points_are_counted(company: Any) -> None:
    staff = [await company.hire() for _ in range(5)]
    for person in staff:
        await company.record(person, "video_meeting", 1)
        await company.record(person, "paperless", 20)
        await company.record(person, "setpoint_check", 3)
    await company.record(staff[0], "setpoint_exceeded", 1)
    office = (await _summary(company)).office
    assert (office.video_meetings, office.sheets_not_printed) == (5, 100)
    assert (office.setpoint_checks, office.setpoint_compliant, office.setpoint_permille) == (16, 15, 937)


async def test_a_department_of_few_is_hidden_and_another_with_it(company: Any) -> None:
    """With one department hidden, its figures would be the total less the others."""
    await _two_departments(company)
    await company.department("法务")
    for _ in range(2):
        await company.record(await company.hire("法务"), "metro", 7_000)
    rows = {row.unit.name: row.amount for row in (await _summary(company)).departments if row.unit is not None}
    assert rows["法务"].reduction_mg is None
    assert rows["法务"].participants is None
    assert [name for name, amount in rows.items() if amount.reduction_mg is None] == ["法务", "销售"]


async def test_one_kind_used_by_few_hides_another_kind_with_it(company: Any) -> None:
    await _two_departments(company)
    lone = await company.hire("研发")
    await company.record(lone, "walking", 3_000)
    found = await _summary(company)
    closed = {travel.kind for travel in found.travel if travel.passenger_m is None}
    assert "walking" in closed and len(closed) == 2
    assert {line.kind for line in found.commuting.lines if line.passenger_m is None} == closed


async def test_no_shown_figures_give_a_small_group_by_subtraction(company: Any) -> None:
    await _two_departments(company)
    await company.department("法务")
    await company.record(await company.hire("法务"), "metro", 7_000, proof="operator_record")
    found = await _summary(company)
    assert found.total.reduction_mg is not None
    shown = [row.amount.reduction_mg for row in found.departments if row.amount.reduction_mg is not None]
    lonely_mg = 327_600
    assert found.total.reduction_mg - sum(shown) != lonely_mg
    for level, level_mg in found.total.by_evidence.items():
        if level_mg is not None:
            parts = [row.amount.by_evidence[level] for row in found.departments]
            assert level_mg - sum(part for part in parts if part is not None) != lonely_mg


async def test_emissions_of_hidden_lines_alone_are_none_and_not_nought(company: Any) -> None:
    lone = await company.hire()
    await company.record(lone, "metro", 10_000)
    inventory = (await _summary(company)).commuting
    assert [line.passenger_m for line in inventory.lines] == [None]
    assert (inventory.emission_mg, inventory.complete) == (None, False)


async def test_an_empty_month_is_zeros_and_not_hidden(company: Any) -> None:
    await company.hire()
    found = await _summary(company)
    assert (found.total.reduction_mg, found.total.participants, found.passenger_m) == (0, 0, 0)
    assert found.office.video_meetings == 0
    assert found.office.setpoint_permille is None


async def test_another_organisation_sees_nothing_of_it(company: Any) -> None:
    await _two_departments(company)
    async with company.container.database.work() as connection:
        found = await summary(
            connection,
            company.organisation,
            company.container.catalogue,
            month=date(2026, 11, 1),
            next_month=date(2026, 12, 1),
            today=company.clock.now().date(),
        )
    assert (found.members, found.total.acts) == (0, 0)
