"""Writes test/threads/fixtures/zstd.parquet: 40 rows, zstd (pandas 2, pyarrow)."""
import pathlib
import pandas as pd

rows = range(40)
table = pd.DataFrame({
    "x": [None if i == 3 else i * 0.25 for i in rows],
    "color": [("red", "green", "blue")[i % 3] for i in rows],
    "label": [("no", "yes")[i * 7 % 5 > 2] for i in rows],
})
table.to_parquet(pathlib.Path(__file__).parents[1] / "threads/fixtures/zstd.parquet", compression="zstd", index=False)
