"""Splink on DuckDB, as its tutorial has it, on a file of people: pairs as CSV.

    python benches/link_splink.py people.csv pairs.csv
"""

import logging
import sys

import duckdb
import splink
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def main(people, out):
    logging.getLogger("splink").setLevel(logging.ERROR)
    connection = duckdb.connect()
    connection.execute(
        f"create table people as select * from read_csv('{people}', all_varchar=true, header=true)")
    # Splink reads no text as a value: empty is null.
    have = [row[0] for row in connection.execute("describe people").fetchall()]
    named = [name for name in ("forename", "surname", "date_of_birth", "postcode", "phone", "area")
             if name in have]
    cells = ", ".join(f"nullif(trim({name}), '') as {name}" for name in named)
    connection.execute(f"create table records as select record_id, {cells} from people")
    comparisons = [
        cl.NameComparison("forename"),
        cl.NameComparison("surname"),
        cl.DateOfBirthComparison("date_of_birth", input_is_string=True),
        cl.PostcodeComparison("postcode"),
    ]
    rules = [block_on("forename", "surname"), block_on("date_of_birth"), block_on("postcode", "surname")]
    if "phone" in named:
        comparisons.append(cl.LevenshteinAtThresholds("phone", 1))
        rules.append(block_on("phone"))
    if "area" in named:
        comparisons.append(cl.ExactMatch("area").configure(term_frequency_adjustments=True))
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
    )
    api = DuckDBAPI(connection)
    if hasattr(api, "register"):
        linker = Linker(api.register("records"), settings)
    else:
        linker = Linker("records", settings, db_api=api)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("forename", "surname", "date_of_birth"), block_on("date_of_birth", "postcode")],
        recall=0.7)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("forename", "surname"))
    training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
    predicted = linker.inference.predict(threshold_match_probability=0.01)
    connection.execute(
        f"copy (select record_id_l, record_id_r, match_probability from {predicted.physical_name}) "
        f"to '{out}' (header)")


if __name__ == "__main__":
    print(f"Splink {splink.__version__}", file=sys.stderr)
    main(*sys.argv[1:3])
