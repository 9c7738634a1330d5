import { type Kysely, sql } from 'kysely'

/** What separates the words of a name, as a string of SQL. */
export const separators = String.raw`E' \t\r\n\f!"#$%&\'()*+,-./:;<=>?@[\\]^_\x60{|}~'`

/** What `package_weight_points` is told. */
export const weightFacts = `deprecated_at timestamptz, description text, downloads integer, forks integer, last_commit_at timestamptz,
    last_released_at timestamptz, users bigint, watchers integer, at timestamptz`

/** Points of each rule of the weight, at most 20 each, in the order of weightRules (search/weight.ts). */
export const weightPoints = `array[
      case when deprecated_at is null then 20 else 0 end,
      case when trim(description) <> '' then 20 else 0 end,
      least(downloads / 1000, 20),
      least(forks, 20),
      case
        when last_commit_at > at - interval '2160 hours' then 20
        when last_commit_at > at - interval '4368 hours' then 10
        when last_commit_at > at - interval '8760 hours' then 5
        else 0 end,
      case when last_released_at > at - interval '8760 hours' then 20 else 0 end,
      least(users, 20)::integer,
      least(watchers, 20)]`

/** How `search_source` comes by what a package is called and by the titles of its grids. */
export interface Naming {
  /** Its `names`, by the columns of `parts` and of the package. */
  names: string
  /** What is worked out once. */
  parts: string
  /** What is worked out once of these. */
  forms: string
  grids: string
}

const naming: Naming = {
  names: `array['4' || title_key, '4' || slug_key, '2' || name_key(short_title), '2' || name_key(short_slug)]
      || case when project = '' then '{}'::text[] else array['3' || name_key(project), '1' || name_key(short_name(project))] end`,
  parts: `
      name_key(package.title) as title_key, name_key(package.slug) as slug_key, short_name(package.title) as short_title,
      short_name(package.slug) as short_slug,`,
  forms: '',
  grids: 'package_grids(package.id)',
}

/**
 * What `search_source` is. The text is cut where a tsvector could become too large to be stored. "offset 0" makes PostgreSQL work each part out
 * only once.
 * @param ofPackages columns that came later, and `ofGrids` the same ones for grids
 */
export function selectSource(ofPackages = '', ofGrids = '', { names, parts, forms, grids } = naming): string {
  return `select 'package' as item_type, package.id as record_id, category_id,
    ${names} as names,
    short_title, nullif(short_slug, short_title) as short_slug,
    repo_key(repo_url) as repo_key,
    status,
    status = 'active' and coalesce(greatest(last_commit_at, released_at) > now() - interval '2 years', false) as is_maintained,
    array_remove(coalesce(pypi_licenses, array[pypi_license]), null) as licences,
    case when coalesce(pypi_requires_python, pypi_classifiers[1]) is null then '{}'::text[]
      else python_versions(pypi_classifiers, pypi_requires_python) end as python_versions,
    repo_watchers as watchers,
    weight,
    (0.7 * least(1, ln(1::float8 + repo_watchers + 2 * repo_forks::float8 + pypi_downloads / 1000 + 10 * users) / ln(20000)) + 0.003 * weight)::real
      as popularity,
    package.title, package.slug, left(repo_description, 20000) as description, category.title as category,
    left(array_to_string(participants, ','), 20000) as participants,
    ${grids} as grids${ofPackages}
  from package
    join category on category.id = category_id
    left join release on release.id = latest_release_id,
    lateral (select${parts} project_name(pypi_url) as project,
      (select count(*) from usage where package_id = package.id) as users,
      case
        when gone_at is not null then 'gone'
        when deprecated_at is not null or deprecated_by is not null or replaced_by_id is not null or pypi_status in ('deprecated', 'quarantined') then 'deprecated'
        when archived_at is not null or pypi_status = 'archived' then 'archived'
        else 'active' end as status offset 0) as parts,${forms}
    lateral (select package_weight(package_weight_points(
      deprecated_at, repo_description, pypi_downloads, repo_forks, last_commit_at, released_at, users, repo_watchers, now())) as weight
      offset 0) as weights
  union all
  select 'grid', grid.id, null,
    array['4' || name_key(title), '4' || name_key(slug)], short_name(title), nullif(short_name(slug), short_name(title)), '', 'active', true,
    '{}', '{}', 0, 0, (0.6 * least(1, ln(1 + members) / ln(100)))::real,
    title, slug, left(description, 20000), '', '', ''${ofGrids}
  from grid, lateral (select count(*)::float8 as members from grid_package where grid_id = grid.id) as memberships`
}

/**
 * The search index: one row a package or grid, written by the triggers of 0006-search-triggers in the transaction of whoever changes
 * the record. It holds what is matched, filtered and ranked by; what a hit shows is read from the record itself.
 *
 * `search_source` says what the row of a record should be. A fact that comes later is wired by a column here and one there.
 */
const statements = [
  'create extension if not exists pg_trgm',

  // 'Django_OAuth-Toolkit' → 'djangooauthtoolkit': two spellings of one name are equal.
  `create function name_key(name text) returns text language sql immutable parallel safe as $$
    select coalesce(nullif(translate(lower(name), ${separators}, ''), ''), lower(name)) $$`,

  // 'Django_OAuth-Toolkit' → 'oauth toolkit': the words that tell a name from others.
  String.raw`create function short_name(name text) returns text language sql immutable parallel safe as $$
    select coalesce(
      nullif(trim(regexp_replace(
        translate(lower(name), ${separators}, repeat(' ', length(${separators}))), '^ *(django|dj\M) *(?=[^ ])', '')), ''),
      lower(name)) $$`,

  // 'https://www.GitHub.com/Django/django.git/' → 'github.com/django/django'.
  String.raw`create function repo_key(url text) returns text language sql immutable parallel safe as $$
    select lower(regexp_replace(regexp_replace(url, '^[a-z+]+://([^@/]*@)?(www\.)?|[?#].*$', '', 'gi'), '(/|\.git)+$', '')) $$`,

  // 'http://pypi.python.org/pypi/Django/' → 'Django'.
  String.raw`create function project_name(pypi_url text) returns text language sql immutable parallel safe as $$
    select split_part(regexp_replace(pypi_url, '^https?://(www\.)?(pypi\.python\.org/pypi|pypi\.org/(project|p))/', '', 'i'), '/', 1) $$`,

  // Minor versions of Python by the classifiers or, without any, by the version specifier. PL/pgSQL keeps the plan of a query; SQL makes
  // it anew at every call.
  String.raw`create function python_versions(classifiers text[], requires_python text) returns text[] language plpgsql immutable parallel safe as $$
    begin return coalesce(
      (select array_agg(distinct match[1])
        from unnest(classifiers) as classifier, regexp_match(classifier, '^Programming Language :: Python :: (\d+\.\d+)$') as match
        where match is not null),
      (select array_agg(version)
        from unnest(array['2.7', '3.4', '3.5', '3.6', '3.7', '3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14', '3.15']) as version,
          lateral (select string_to_array(version, '.')::int[] as minor) as parsed
        where requires_python ~ '\d' and not exists (
          select from regexp_matches(requires_python, '(>=|<=|==|!=|~=|>|<)\s*(\d{1,4}(?:\.\d{1,4})?)(\.\d+)?', 'g') as clause,
            lateral (select string_to_array(clause[2], '.')::int[] as bound) as limits
          where not case clause[1]
            when '>=' then minor >= bound when '>' then minor > bound
            when '<' then minor < bound when '<=' then minor[1:cardinality(bound)] <= bound
            when '!=' then clause[3] is not null or minor <> bound when '==' then minor[1:cardinality(bound)] = bound
            else minor >= bound and minor[1] = bound[1] end)),
      '{}'); end $$`,

  `create function package_weight_points(${weightFacts}) returns integer[] language sql immutable parallel safe as $$
    select ${weightPoints} $$`,

  // Double precision as in the reference, whose truncation shows.
  `create function package_weight(points integer[]) returns integer language plpgsql immutable parallel safe as $$
  declare
    total integer := 0;
    point integer;
  begin
    foreach point in array points loop total := total + point; end loop;
    return trunc(total::float8 / (20 * cardinality(points)) * 100);
  end $$`,

  `create function grid_weight(greatest_weight integer, is_locked boolean, header boolean, has_packages boolean)
    returns integer language plpgsql immutable parallel safe as $$
  declare step float8 := greatest_weight::float8 / 6;
  begin
    return trunc(
      greatest_weight - step - case when is_locked then 0 else step end - case when header then 0 else step end
      - case when has_packages then 0 else step end)::integer;
  end $$`,

  // Titles of the grids that hold a package, for finding it by what it is compared in.
  `create function package_grids(package bigint) returns text language plpgsql stable parallel safe as $$
    begin return coalesce(
      (select string_agg(grid.title, ' ' order by grid.id) from grid_package join grid on grid.id = grid_id where package_id = package), '');
    end $$`,

  `create table search_document (
    item_type text not null check (item_type in ('package', 'grid')),
    record_id bigint not null,
    category_id bigint,
    names text[] not null,
    short_title text not null,
    short_slug text,
    repo_key text not null,
    status text not null check (status in ('active', 'archived', 'deprecated', 'gone')),
    is_maintained boolean not null,
    licences text[] not null,
    python_versions text[] not null,
    watchers integer not null,
    weight integer not null,
    popularity real not null,
    grids text not null,
    text_hash uuid not null,
    vector tsvector not null,
    created_at timestamptz not null default now(),
    modified_at timestamptz not null default now(),
    primary key (item_type, record_id)
  )`,
  // The planner would compare every name that it remembers with the query, which takes longer than the search.
  `alter table search_document
    alter short_title set statistics 0, alter short_slug set statistics 0, alter names set statistics 0`,

  `create view search_source as ${selectSource()}`,

  `create function search_vector(title text, slug text, description text, category text, participants text, grids text)
    returns tsvector language sql immutable parallel safe as $$
    select setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', slug), 'B')
      || setweight(to_tsvector('english', description), 'C')
      || setweight(to_tsvector('english', category || ' ' || participants || ' ' || grids), 'D') $$`,
  ...[
    'search_document_vector_idx on search_document using gin (vector)',
    'search_document_names_idx on search_document using gin (names)',
    'search_document_short_title_idx on search_document using gin (short_title gin_trgm_ops)',
    'search_document_short_slug_idx on search_document using gin (short_slug gin_trgm_ops)',
    // A short list of rows not yet in the tree: the embedded database has nobody who would empty it later.
  ].map((index) => `create index ${index} with (gin_pending_list_limit = 64)`),
  "create index search_document_repo_key_idx on search_document (repo_key) where repo_key <> ''",
  "create index search_document_weight_idx on search_document (weight) where item_type = 'package'",
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
