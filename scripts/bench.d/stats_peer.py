"""The peer of stats: DuckDB's read_json, the same counts."""

import sys

import duckdb

duckdb.sql(f"CREATE VIEW results AS SELECT * FROM read_json('{sys.argv[1]}', format='newline_delimited')")
by_status = duckdb.sql(
    "SELECT response.status_code, count(*), sum(response.body.usage.prompt_tokens),"
    " sum(response.body.usage.completion_tokens) FROM results GROUP BY ALL").fetchall()
reasons = duckdb.sql(
    "SELECT response.body.choices[1].finish_reason, response.body.model, count(*)"
    " FROM results GROUP BY ALL").fetchall()
print(f"{sum(row[1] for row in by_status if row[0] == 200)} successes", len(reasons))
