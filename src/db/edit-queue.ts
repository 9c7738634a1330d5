import type { Database } from './connect.ts'
import type { Source } from './selection.ts'
import { isDatabaseError, repeatLost } from './transact.ts'
import { areAlike, type RowEdit, updateVersions, type Version } from './versions.ts'

/** Rows that one statement changes at most. */
const maxEdits = 50
/** How long edits wait for others at most, where edits come faster than they are written. */
const gatheringMs = 20

interface WaitingEdit {
  edit: RowEdit
  resolve(row: Version | undefined): void
  reject(error: unknown): void
}

type EditsAlike = [WaitingEdit, ...WaitingEdit[]]

/** Changes a row. Resolves with the row as it is now; with undefined when somebody else was faster or is at it, and nothing is changed. */
export type EditRow = (edit: RowEdit) => Promise<Version | undefined>

/**
 * Changes rows of `source`, one statement after the other. Edits that come while others are written wait and are then written together, as far
 * as they are alike: what a statement costs beside its rows is paid once. When that goes on, they wait a moment for those whose edits were
 * just written to come again. None waits for a row that somebody else holds.
 */
export function createEditQueue(db: Database, source: Source): EditRow {
  let waiting: WaitingEdit[] = []
  let isWriting = false
  let isEnough = () => {}

  async function writeWaiting(): Promise<void> {
    isWriting = true
    for (let alike = takeAlike(); alike; alike = takeAlike()) {
      await write(alike)
      if (alike.length > 1 && hasSeveralAlike()) await gather(Math.min(waiting.length + alike.length, maxEdits))
    }
    isWriting = false
  }

  function hasSeveralAlike(): boolean {
    const [first, second] = waiting
    return first !== undefined && second !== undefined && areAlike(first.edit, second.edit)
  }

  /** Resolves when `count` edits wait, or have waited long enough. */
  function gather(count: number): Promise<void> {
    return new Promise((resolve) => {
      if (waiting.length >= count) return resolve()
      const end = () => {
        clearTimeout(timer)
        isEnough = () => {}
        resolve()
      }
      const timer = setTimeout(end, gatheringMs)
      isEnough = () => {
        if (waiting.length >= count) end()
      }
    })
  }

  /** The first of the queue, with all that can be written with it: they change other rows in the same way. */
  function takeAlike(): EditsAlike | undefined {
    const [first, ...others] = waiting
    if (!first) return undefined
    const taken: EditsAlike = [first]
    const ids = new Set([first.edit.row.id])
    waiting = others.filter((other) => {
      const { id } = other.edit.row
      if (taken.length === maxEdits || ids.has(id) || !areAlike(first.edit, other.edit)) return true
      ids.add(id)
      taken.push(other)
      return false
    })
    return taken
  }

  async function write(edits: EditsAlike): Promise<void> {
    const [first, ...others] = edits
    try {
      const rows = await repeatLost(() => updateVersions(db, source, [first.edit, ...others.map(({ edit }) => edit)]))
      const byId = new Map(rows.map((row) => [row.id, row]))
      for (const waiter of edits) waiter.resolve(byId.get(waiter.edit.row.id))
    } catch (error) {
      // When one of them is refused, the others are not to blame.
      if (others.length > 0 && isRefusal(error)) for (const waiter of edits) await write([waiter])
      else for (const waiter of edits) waiter.reject(error)
    }
  }

  return (edit) =>
    new Promise((resolve, reject) => {
      waiting.push({ edit, resolve, reject })
      if (isWriting) isEnough()
      else void writeWaiting()
    })
}

/** Whether the database has refused what was to be written: its data (22) or what they break (23). */
function isRefusal(error: unknown): boolean {
  return isDatabaseError(error) && /^2[23]...$/.test(error.code)
}
