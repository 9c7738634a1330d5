/*
 * Packages on topics that the sample catalogue lacks, so that what is relevant to a topic is known by how they were made: each topic has
 * packages about it, young and dead ones, and popular packages about something else that mention it.
 */

export const topics = [
  ['barcode', 'Prints and reads barcodes'],
  ['podcast', 'Publishes podcast episodes with chapters'],
  ['weather', 'Shows the weather of any town'],
  ['kanban', 'Kanban boards with swim lanes'],
  ['spreadsheet', 'Edits a spreadsheet in the browser'],
  ['chess', 'Plays and records chess games'],
  ['telemetry', 'Collects telemetry of running processes'],
  ['recipe', 'Recipe books with shopping lists'],
  ['newsletter', 'Writes and sends a newsletter'],
  ['quiz', 'Quiz questions with marks'],
  ['auction', 'Runs an auction with bids'],
  ['museum', 'Museum collections and loans'],
  ['parking', 'Books parking places'],
  ['karaoke', 'Karaoke evenings with singers in line'],
  ['glossary', 'A glossary whose terms are linked in every text'],
  ['biometric', 'Biometric passports and their checks'],
  ['thesis', 'Thesis projects from proposal to defence'],
  ['library-loan', 'Lends books and reminds readers'],
] as const

/** What becomes of a topic: a name, stars, whether somebody still works on it, and a category of the sample. */
const makings = [
  { name: (topic: string) => `django-${topic}`, stars: 40, lastYear: 2025, category: 1 },
  { name: (topic: string) => `${topic}-kit`, stars: 3, lastYear: 2025, category: 1 },
  { name: (topic: string) => `django-easy-${topic}`, stars: 310, lastYear: 2024, category: 1 },
  { name: (topic: string) => `${topic}-server`, stars: 90, lastYear: 2023, category: 3 },
  { name: (topic: string) => `old-${topic}-tools`, stars: 700, lastYear: 2012, category: 4, isDeprecated: true },
]

const bystanders = ['huge-admin-theme', 'mega-forms', 'grand-site-builder', 'giant-rest-kit', 'vast-dashboards', 'great-exporter']
const firstId = 1_000_000

/** Lines of an import. Deprecation cannot be imported: `deprecatedSlugs` are to be marked afterwards. */
export function* generateTopics(): Generator<Record<string, unknown>> {
  let id = firstId
  for (const [topic, what] of topics) {
    for (const { name, stars, lastYear, category } of makings) {
      yield toPackage(id++, name(topic), `${what}.`, stars, lastYear, category)
    }
  }
  const mentions = topics.map(([topic]) => topic)
  for (const [index, name] of bystanders.entries()) {
    const some = mentions.filter(
      (_, place) => place % bystanders.length === index || place % bystanders.length === (index + 1) % 6,
    )
    yield toPackage(id++, name, `Everything for large sites. Comes with examples for ${some.join(', ')} sites.`, 20_000, 2026, 2)
  }
}

export const deprecatedSlugs = topics.flatMap(([topic]) =>
  makings.filter(({ isDeprecated }) => isDeprecated).map(({ name }) => name(topic)),
)

function toPackage(id: number, slug: string, description: string, stars: number, lastYear: number, category: number) {
  return {
    model: 'package',
    id,
    category,
    grids: [],
    title: slug,
    slug,
    last_updated: `${lastYear}-01-15T12:00:00Z`,
    last_fetched: '2026-02-15T12:00:00Z',
    repo_url: `https://github.com/topics/${slug}`,
    pypi_version: null,
    created: '2015-01-01T12:00:00Z',
    modified: '2026-02-01T12:00:00Z',
    repo_forks: Math.floor(stars / 5),
    repo_description: description,
    pypi_url: `https://pypi.org/project/${slug}/`,
    documentation_url: null,
    repo_watchers: stars,
    commits_over_52: [],
    participants: [],
  }
}
