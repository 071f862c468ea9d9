/** All SQL of the PostgreSQL log: version 14 and later. */
export const schema = `
create table if not exists meta (key text primary key, value text not null);
create table if not exists head (one integer primary key check (one = 1), position bigint not null);
create table if not exists stream (name text collate "C" primary key, revision bigint not null) with (fillfactor = 70);
create table if not exists event (
  position bigint primary key,
  stream text collate "C" not null,
  revision bigint not null,
  id text collate "C" not null unique,
  text text not null,
  unique (stream, revision)
);
create table if not exists kind (type text, version integer, primary key (type, version)); -- of events: written before the first of each
insert into head values (1, 0) on conflict do nothing;

-- Many requests in one call, each with an outcome of its own. The lock on the head puts the writers of all processes in one order, so that
-- positions become visible in order. What is checked is checked in a statement after the lock: the one that waited for it still sees the old state.
-- The caller puts no two requests into one call of which one writes what the other checks or writes, and no id twice.
create or replace function append_events(
  c_request integer[], c_stream text[], c_expected bigint[],
  e_request integer[], e_stream text[], e_id text[], e_before text[], e_after text[]
) returns table (request integer, last bigint, conflict text, actual bigint) language plpgsql volatile as $$
declare
  first bigint;
begin
  select h.position into strict first from head h for update;
  return query
  with checked as (
    select c.request, c.name, c.expected, coalesce(s.revision, -1) as actual
    from unnest(c_request, c_stream, c_expected) as c (request, name, expected) left join stream s on s.name = c.name
  ), asked as (
    select a.* from unnest(e_request, e_stream, e_id, e_before, e_after) with ordinality as a (request, stream, id, before, after, n)
  ), refused as (
    select distinct on (r.request) r.request, r.name, r.actual from (
      select c.request, c.name, c.actual from checked c
      where case c.expected when -1 then c.actual <> -1 when -2 then c.actual = -1 else c.actual <> c.expected end
      union all
      select a.request, a.stream, c.actual from asked a join event e on e.id = a.id join checked c on c.request = a.request and c.name = a.stream
    ) r
  ), accepted as (
    select a.*, first + row_number() over (order by a.n) as position,
      c.actual + row_number() over (partition by a.stream order by a.n) as revision
    from asked a join checked c on c.request = a.request and c.name = a.stream
    where not exists (select from refused r where r.request = a.request)
  ), inserted as (
    insert into event (position, stream, revision, id, text) select a.position, a.stream, a.revision, a.id, a.before || a.revision || a.after from accepted a
  ), moved as (
    insert into stream as s (name, revision) select a.stream, max(a.revision) from accepted a group by a.stream
    on conflict (name) do update set revision = excluded.revision
  ), ended as (
    update head h set position = m.position from (select max(a.position) as position from accepted a) m where m.position is not null
  )
  select a.request, max(a.position), null::text, null::bigint from accepted a group by a.request
  union all select r.request, null, r.name, r.actual from refused r;
end $$;`;

/** Whatever the server's default is, an append is acknowledged when it is on the disk; a stricter default stays. */
export const session = `set default_transaction_isolation = 'read committed'; set timezone = 'UTC';
  select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`;
export const settings = "select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'data_checksums', 'server_encoding')";
export const makeMeta = 'insert into meta values ($1, $2) on conflict do nothing';
export const meta = 'select key, value from meta';
export const append = 'select request, last, conflict, actual from append_events($1, $2, $3, $4, $5, $6, $7, $8)';
export const head = 'select position from head';
const columns = 'select position, text from event';
export const stream = `${columns} where stream = $1 and revision >= $2 and position <= $3 order by revision`;
export const forwards = `${columns} where position > $1 and position < $2 and position <= $3 order by position limit $4`;
export const backwards = `${columns} where position > $1 and position < $2 and position <= $3 order by position desc limit $4`;
export const at = `${columns} where position = any($1) order by position`;
export const standing = `select pg_is_in_recovery() as standby, h.position, l.value as log, e.value as epoch
  from head h, meta l, meta e where l.key = 'log' and e.key = 'epoch'`;
export const kinds = 'select type, version from kind';
export const addKind = 'insert into kind values ($1, $2) on conflict do nothing';
/** By hand, after a loss: seconds since 2020, as after a restore. */
export const raiseEpoch = "update meta set value = greatest(value::bigint + 1, (extract(epoch from now()) - 1577836800)::bigint)::text where key = 'epoch'";
