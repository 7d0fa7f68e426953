-- The addresses and incidents of the measured city. Seeded: two runs make the same city.
-- Parameters: count (incidents), addresses, grid (beats on each side), west, south, east, north.

SELECT setseed(0.20221103);

CREATE FUNCTION pg_temp.mercator_x(lon float8) RETURNS float8 LANGUAGE sql IMMUTABLE
AS 'SELECT (lon + 180.0) / 360.0';
CREATE FUNCTION pg_temp.mercator_y(lat float8) RETURNS float8 LANGUAGE sql IMMUTABLE
AS 'SELECT (1.0 - asinh(tan(radians(lat))) / pi()) / 2.0';
CREATE FUNCTION pg_temp.key_cell(lon float8, lat float8) RETURNS int8 LANGUAGE sql IMMUTABLE
AS 'SELECT floor(pg_temp.mercator_x(lon) * 2048)::int8 << 11 | floor(pg_temp.mercator_y(lat) * 2048)::int8';
CREATE FUNCTION pg_temp.place(lon float8, lat float8) RETURNS geography LANGUAGE sql IMMUTABLE
AS 'SELECT ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography';

INSERT INTO geo_place (kind, code, name, street, number, settlement, point, search)
SELECT 'address', 'bench-' || n, 'Street ' || n / 60 || ', ' || n %% 60, 'Street ' || n / 60, (n %% 60)::text,
       'Bench', pg_temp.place(%(west)s + (%(east)s - %(west)s) * random(),
                              %(south)s + (%(north)s - %(south)s) * random()), 'street ' || n / 60
FROM generate_series(1, %(addresses)s) n;

WITH streets AS MATERIALIZED (
    SELECT n, random() AS x, random() AS y, random() * pi() AS angle FROM generate_series(0, 399) n
), kinds AS MATERIALIZED (
    SELECT code, severity, audience = 'public' AS public,
           row_number() OVER (ORDER BY md5(code)) - 1 AS n, count(*) OVER () AS kinds
    FROM incidents_category WHERE parent_id IS NOT NULL
), drawn AS MATERIALIZED (
    SELECT n, random() AS part, floor(400 * random() ^ 3)::int AS street, random() - 0.5 AS along,
           random() AS u, random() AS v, random() AS w, random() ^ 2 AS kind, random() AS day, random() AS night
    FROM generate_series(1, %(count)s) n
), on_map AS MATERIALIZED ( -- half on hot streets, a third around the centre, the rest anywhere
    SELECT drawn.n, kind, w, day, night,
           CASE WHEN part < 0.5 THEN streets.x + 0.2 * along * cos(angle)
                WHEN part < 0.85 THEN 0.5 + sqrt(-2 * ln(1 - u)) * cos(2 * pi() * v) / 8
                ELSE u END AS x,
           CASE WHEN part < 0.5 THEN streets.y + 0.2 * along * sin(angle)
                WHEN part < 0.85 THEN 0.5 + sqrt(-2 * ln(1 - u)) * sin(2 * pi() * v) / 8
                ELSE v END AS y
    FROM drawn JOIN streets ON streets.n = drawn.street
), placed AS MATERIALIZED ( -- over two years, six of ten in the evening and at night
    SELECT n, kind, w,
           %(west)s + (%(east)s - %(west)s) * least(0.999999, greatest(0.000001, x)) AS lon,
           %(south)s + (%(north)s - %(south)s) * least(0.999999, greatest(0.000001, y)) AS lat,
           date_trunc('day', now()) - make_interval(days => 2 + floor(730 * day)::int)
               + make_interval(secs => 3600 * CASE WHEN night < 0.6 THEN 17 + 9 * w ELSE 24 * w END) AS at
    FROM on_map
), masked AS (
    SELECT *, (floor(pg_temp.mercator_x(lon) * 65536) + 0.5) / 65536 * 360.0 - 180.0 AS masked_lon,
           degrees(atan(sinh(pi() * (1 - 2 * (floor(pg_temp.mercator_y(lat) * 65536) + 0.5) / 65536))))
               AS masked_lat
    FROM placed
)
INSERT INTO incidents_incident (
    id, public_id, reference, rev, public_rev, category_id, severity, state, point, address, place_label,
    area_name, area_ids, group_ids, beat_id, public_point, public_radius_m, cell, public_cell,
    description, people, happened_from, reported_at, updated_at, ended_at, public_at, hold_reason,
    shown_to_groups, shown_publicly, tallied, language, source, source_key, acknowledged_by, unit_label,
    disposition, closing_reason, photo_count, confirmation_count, messages_waiting, reporter_unread)
SELECT md5('incident' || masked.n)::uuid, md5('public' || masked.n)::uuid,
       substr(lpad(to_hex(masked.n), 7, '0'), 1, 4) || '-' || substr(lpad(to_hex(masked.n), 7, '0'), 5), 1, 1,
       kinds.code, kinds.severity, 'closed', pg_temp.place(lon, lat), '', 'Street ' || masked.n %% 333,
       beat.name, beat.path, '{}', beat.id, pg_temp.place(masked_lon, masked_lat), 220,
       pg_temp.key_cell(lon, lat), pg_temp.key_cell(masked_lon, masked_lat),
       repeat('Something was seen here at night. ', 1 + (3 * w)::int), '[]', at, at, at, at, at, '',
       false, kinds.public, true, 'uk', 'bench', masked.n::text, '', '', '', '', 0, 0, false, 0
FROM masked
JOIN kinds ON kinds.n = floor(kinds.kinds * masked.kind)::int
JOIN geo_area beat ON beat.code = 'beat ' || (
    floor((lat - %(south)s) / (%(north)s - %(south)s) * %(grid)s)::int * %(grid)s
    + floor((lon - %(west)s) / (%(east)s - %(west)s) * %(grid)s)::int)
ORDER BY at;

INSERT INTO incidents_statuschange (incident_id, at, from_state, to_state, verb, reason, note, message,
                                    actor_kind, actor_id, actor_label, unit_label)
SELECT id, reported_at, '', 'closed', 'import', '', '', '', 'system', 'bench', 'bench', ''
FROM incidents_incident;
