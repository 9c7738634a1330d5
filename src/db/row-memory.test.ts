import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { RowMemory } from './row-memory.ts'

const tag = 'package:12'
const row = { id: 12, slug: 'one', version: '7' }

function createMemory(): RowMemory {
  const memory = new RowMemory()
  memory.resumed()
  return memory
}

describe('rows kept as edits left them', () => {
  it('are found by id and slug, each kind for itself, until another transaction changes the record', async () => {
    const memory = createMemory()
    assert.equal(await memory.keep(tag, async () => row), row)
    memory.changed(tag, '7')
    memory.changed('package:13', '8')
    memory.changed('packages', '8')
    assert.equal(memory.find('package', '12'), row)
    assert.equal(memory.find('package', 'one'), row)
    assert.equal(memory.find('grid', '12'), undefined)
    assert.equal(memory.find('grid', 'one'), undefined)
    memory.changed(tag, '9')
    assert.equal(memory.find('package', '12'), undefined)
    assert.equal(memory.find('package', 'one'), undefined)
  })

  it('are not kept when another change was heard during the edit, before or after it', async () => {
    for (const heard of [['6'], ['6', '7'], ['7', '8'], [undefined]]) {
      const memory = createMemory()
      await memory.keep(tag, async () => {
        for (const version of heard) memory.changed(tag, version)
        return row
      })
      assert.equal(memory.find('package', '12'), undefined, heard.join())
    }
    const memory = createMemory()
    await memory.keep(tag, async () => {
      memory.changed(tag, '7')
      return row
    })
    assert.equal(memory.find('package', '12'), row)
  })

  it('are forgotten, and none is kept, while changes may go unheard', async () => {
    const memory = new RowMemory()
    await memory.keep(tag, async () => row)
    assert.equal(memory.find('package', '12'), undefined)
    memory.resumed()
    await memory.keep(tag, async () => row)
    memory.paused()
    assert.equal(memory.find('package', '12'), undefined)
    memory.resumed()
    await memory.keep(tag, async () => {
      memory.paused()
      memory.resumed()
      return row
    })
    assert.equal(memory.find('package', '12'), undefined)
    await memory.keep(tag, async () => row)
    memory.changed('*')
    assert.equal(memory.find('package', 'one'), undefined)
  })

  it('have the slug of the latest edit only', async () => {
    const memory = createMemory()
    await memory.keep(tag, async () => row)
    const renamed = { ...row, slug: 'two', version: '8' }
    await memory.keep(tag, async () => renamed)
    assert.equal(memory.find('package', 'one'), undefined)
    assert.equal(memory.find('package', 'two'), renamed)
  })

  it('stay as they were when an edit is refused or comes too late', async () => {
    const memory = createMemory()
    await memory.keep(tag, async () => row)
    assert.equal(await memory.keep(tag, async () => undefined), undefined)
    await assert.rejects(
      memory.keep(tag, () => Promise.reject(new Error('refused'))),
      /refused/,
    )
    assert.equal(memory.find('package', '12'), row)
  })
})
