"""Write office files: a workbook with the tables behind a map, a report in the form of NĐ 30/2020."""
