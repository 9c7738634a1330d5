import { readFile, writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'

const path = new URL('RESULTS.md', import.meta.url)

/** What one bench has found, shown as it comes and kept as a section of RESULTS.md. */
export class Report {
  readonly name: string
  readonly #parts: string[] = []

  constructor(name: string) {
    this.name = name
    const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}`
    const load = (loadavg()[0] ?? 0).toFixed(1)
    this.say(
      `Node ${process.version} on ${machine}, ${new Date().toISOString().slice(0, 10)}; system load at the start: ${load}.`,
    )
  }

  /** A paragraph. */
  say(text: string): void {
    this.#parts.push(text)
    console.log(`${text}\n`)
  }

  table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
    const lines = [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows]
    this.say(lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n'))
  }

  toMarkdown(): string {
    return `## ${this.name}\n\n${this.#parts.join('\n\n')}\n`
  }
}

const introduction =
  '# Results\n\nWritten by `npm run bench`; each section is from the last run of its bench. Only figures of one section can be compared: ' +
  'they come from one run on one machine, alternating where they are set against each other.\n'

/** Replaces the section of the bench in RESULTS.md and leaves the others. */
export async function saveReport(report: Report): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const sections = new Map(text.split(/^(?=## )/m).map((section) => [/^## (.+)/.exec(section)?.[1], `${section.trim()}\n`]))
  sections.delete(undefined)
  sections.set(report.name, report.toMarkdown())
  const inOrder = [...sections].toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)).map(([, section]) => section)
  await writeFile(path, [introduction, ...inOrder].join('\n'))
}
