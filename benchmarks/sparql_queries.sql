-- The same questions for DuckDB, over a table for each predicate with the columns s and o.

--- flow between organizations, two dates
SELECT a.o, b.o, count(*) n FROM employee x, employee y, employer a, employer b, "end" e, start s WHERE x.o = y.o AND
a.s = x.s AND b.s = y.s AND e.s = x.s AND s.s = y.s AND s.o >= e.o AND a.o <> b.o GROUP BY 1, 2 ORDER BY n DESC, 1, 2
LIMIT 50

--- co-authors of more than one paper
SELECT x.o, y.o, count(DISTINCT x.s) n FROM author x JOIN author y USING (s) WHERE x.o < y.o GROUP BY 1, 2 HAVING n >
1 ORDER BY n DESC, 1, 2 LIMIT 100

--- begun at one place on one day
SELECT a.o, count(*) n FROM employer a, employer b, start s, start z, role r, role q WHERE a.o = b.o AND s.s = a.s AND
z.s = b.s AND s.o = z.o AND a.s <> b.s AND r.s = a.s AND q.s = b.s AND r.o = 'Director' AND q.o = 'Director' GROUP BY
1 ORDER BY n DESC, 1 LIMIT 20

--- authors of three papers
SELECT o, count(DISTINCT s) n FROM author GROUP BY 1 HAVING n >= 3 ORDER BY n DESC, 1 LIMIT 20

--- chain of seven
SELECT c.o, count(*) n FROM year y, author w, knows k, employee e, employer o, unitOf u, city c WHERE y.o = 2005 AND
w.s = y.s AND k.s = w.o AND e.o = k.o AND o.s = e.s AND u.s = o.o AND c.s = u.o GROUP BY 1 ORDER BY n DESC, 1

--- sum and mean of decimals
SELECT r.o, sum(s.o), avg(s.o), min(s.o), max(s.o) FROM role r, salary s WHERE r.s = s.s GROUP BY 1

--- births by year
SELECT year(o), count(*) FROM born GROUP BY 1 ORDER BY 1

--- highest salaries
SELECT s, o FROM salary ORDER BY o DESC, s LIMIT 25
