-- all rows
SELECT "Person"."id", "Person"."name"
FROM "Person"
ORDER BY "Person"."id"

-- a related row that meets two conditions
SELECT "Person"."id", "Person"."name"
FROM "Person"
JOIN "Membership" ON "Membership"."person_id" = "Person"."id"
JOIN "Group" ON "Group"."id" = "Membership"."group_id"
WHERE ("Membership"."date_joined" > ?) AND ("Group"."name" = ?)
ORDER BY "Person"."id"
-- "1961-01-01", "The Beatles"

-- two filters, each with a related row of its own
SELECT "Person"."id", "Person"."name"
FROM "Person"
JOIN "Membership" ON "Membership"."person_id" = "Person"."id"
JOIN "Group" ON "Group"."id" = "Membership"."group_id"
JOIN "Membership" AS "Membership_2" ON "Membership_2"."person_id" = "Person"."id"
JOIN "Group" AS "Group_2" ON "Group_2"."id" = "Membership_2"."group_id"
WHERE ("Group"."name" = ?) AND (instr("Group_2"."name", ?) = 1)
ORDER BY "Person"."id"
-- "The Beatles", "The"

-- no related row
SELECT "Person"."id", "Person"."name"
FROM "Person"
WHERE (NOT EXISTS (SELECT 1
FROM "Membership"
JOIN "Group" ON "Group"."id" = "Membership"."group_id"
WHERE ("Group"."name" = ?) AND ("Membership"."person_id" = "Person"."id")))
ORDER BY "Person"."id"
-- "The Beatles"

-- one or the other
SELECT "Person"."id", "Person"."name"
FROM "Person"
LEFT JOIN "Membership" ON "Membership"."person_id" = "Person"."id"
WHERE (("Person"."name" = ?) OR ("Membership"."group_id" IS NULL))
ORDER BY "Person"."id"
-- "Ringo Starr"

-- texts whatever their case
SELECT "Person"."id", "Person"."name"
FROM "Person"
WHERE (instr(tl_fold("Person"."name"), tl_fold(?)) > 0)
ORDER BY "Person"."id"
-- "STARR"

-- columns in an order
SELECT "Person"."name", "Group"."name"
FROM "Membership"
JOIN "Person" ON "Person"."id" = "Membership"."person_id"
JOIN "Group" ON "Group"."id" = "Membership"."group_id"
ORDER BY "Membership"."date_joined" DESC, "Membership"."id"

-- nulls last
SELECT "Membership"."id", "Membership"."person_id", "Membership"."group_id", "Membership"."date_joined", "Membership"."invite_reason"
FROM "Membership"
ORDER BY "Membership"."invite_reason" DESC NULLS LAST, "Membership"."id"
LIMIT 2 OFFSET 1

-- counted by group
SELECT "Group"."id", "Group"."name", count("Membership"."person_id")
FROM "Group"
LEFT JOIN "Membership" ON "Membership"."group_id" = "Group"."id"
GROUP BY "Group"."id"
HAVING (count("Membership"."person_id") > ?)
ORDER BY "Group"."id"
-- 2

-- grouped by a column
SELECT "Membership"."group_id", count("Membership"."id"), tl_lower("Group"."name")
FROM "Membership"
JOIN "Group" ON "Group"."id" = "Membership"."group_id"
GROUP BY "Membership"."group_id", tl_lower("Group"."name")
ORDER BY "Membership"."group_id", tl_lower("Group"."name")

-- columns without repeats
SELECT "rows"."c1"
FROM (SELECT DISTINCT "Group"."name" AS "c1", "Group"."name" AS "k1"
FROM "Membership"
JOIN "Group" ON "Group"."id" = "Membership"."group_id") AS "rows"
ORDER BY "rows"."k1"

-- the first of each
SELECT "rows_2"."c1", "rows_2"."c2", "rows_2"."c3", "rows_2"."c4", "rows_2"."c5"
FROM (SELECT "rows".*, row_number() OVER (PARTITION BY "rows"."d1"
ORDER BY "rows"."k1", "rows"."k2" DESC, "rows"."k3") AS "place"
FROM (SELECT "Membership"."id" AS "c1", "Membership"."person_id" AS "c2", "Membership"."group_id" AS "c3", "Membership"."date_joined" AS "c4", "Membership"."invite_reason" AS "c5", "Membership"."person_id" AS "k1", "Membership"."date_joined" AS "k2", "Membership"."id" AS "k3", "Membership"."person_id" AS "d1"
FROM "Membership") AS "rows") AS "rows_2"
WHERE "rows_2"."place" = 1
ORDER BY "rows_2"."k1", "rows_2"."k2" DESC, "rows_2"."k3"

-- a window, and a condition on it
SELECT "rows"."c1", "rows"."c2", "rows"."c3", "rows"."c4", "rows"."c5", "rows"."c6"
FROM (SELECT "Membership"."id" AS "c1", "Membership"."person_id" AS "c2", "Membership"."group_id" AS "c3", "Membership"."date_joined" AS "c4", "Membership"."invite_reason" AS "c5", row_number() OVER (PARTITION BY "Membership"."group_id"
ORDER BY "Membership"."date_joined") AS "c6", "Membership"."id" AS "k1", (row_number() OVER (PARTITION BY "Membership"."group_id"
ORDER BY "Membership"."date_joined") = ?) AS "q1"
FROM "Membership") AS "rows"
WHERE "rows"."q1"
ORDER BY "rows"."k1"
-- 1

-- a value of another question
SELECT "Person"."id", "Person"."name", (SELECT "Membership"."date_joined"
FROM "Membership"
WHERE ("Membership"."person_id" = "Person"."id")
ORDER BY "Membership"."date_joined", "Membership"."id"
LIMIT 1)
FROM "Person"
ORDER BY "Person"."id"

-- whether there is a row
SELECT "Person"."id", "Person"."name"
FROM "Person"
WHERE EXISTS (SELECT 1
FROM "Membership"
WHERE ("Membership"."person_id" = "Person"."id"))
ORDER BY "Person"."id"

-- among the rows of another question
SELECT "Person"."id", "Person"."name"
FROM "Person"
WHERE ("Person"."id" IN (SELECT "Membership"."person_id"
FROM "Membership"
WHERE ("Membership"."group_id" = ?)))
ORDER BY "Person"."id"
-- 1

-- a relation with a condition
SELECT "Person"."id", "Person"."name"
FROM "Person"
JOIN "Membership" ON "Membership"."person_id" = "Person"."id" AND ("Membership"."date_joined" < ?)
WHERE ("Membership"."group_id" = ?)
ORDER BY "Person"."id"
-- "1961-01-01", 1

-- one thing or another
SELECT "Person"."id", "Person"."name", CASE WHEN (instr("Person"."name", ?) = 1) THEN ? ELSE ? END
FROM "Person"
ORDER BY "Person"."id"
-- "R", "drums", "other"

-- together (in an order that is open)
SELECT "rows"."c1", "rows"."c2"
FROM (SELECT "Person"."id" AS "c1", "Person"."name" AS "c2"
FROM "Person"
WHERE (instr("Person"."name", ?) = 1)
UNION SELECT "Person_2"."id" AS "c1", "Person_2"."name" AS "c2"
FROM "Person" AS "Person_2"
WHERE ("Person_2"."id" < ?)) AS "rows"
ORDER BY "rows"."c2"
-- "P", 3

-- their number
SELECT count(*)
FROM (SELECT "rows"."c1" AS "c1", "rows"."c2" AS "c2"
FROM (SELECT DISTINCT "Person"."id" AS "c1", "Person"."name" AS "c2", "Person"."id" AS "k1"
FROM "Person"
JOIN "Membership" ON "Membership"."person_id" = "Person"."id"
JOIN "Group" ON "Group"."id" = "Membership"."group_id"
WHERE ("Group"."name" = ?)) AS "rows") AS "counted"
-- "The Beatles"

-- whether there are any
SELECT EXISTS (SELECT 1
FROM "Person"
WHERE ("Person"."name" = ?))
-- "Yoko Ono"

-- aggregates
SELECT count("Membership"."id"), sum("Membership"."person_id"), avg("Membership"."id")
FROM "Membership"
WHERE ("Membership"."group_id" = ?)
-- 1

-- aggregates of a slice
SELECT count("rows"."c1")
FROM (SELECT "Person"."id" AS "c1"
FROM "Person"
ORDER BY "Person"."id"
LIMIT 3) AS "rows"
