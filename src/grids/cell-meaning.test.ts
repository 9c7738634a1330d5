import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { toCellMeaning } from './cell-meaning.ts'

describe('what a cell means', () => {
  const examples: Record<string, [text: string, tone: string, strength: number, rest: string][]> = {
    'a yes word by itself is a mark': [
      ['yes', 'good', 1, ''],
      ['Check', 'good', 1, ''],
      [' GOOD ', 'good', 1, ''],
      ['+', 'good', 1, ''],
      ['+1', 'good', 1, ''],
    ],
    'a no word by itself is a warning': [
      ['no', 'bad', 1, ''],
      ['sucks', 'bad', 1, ''],
      ['-1', 'bad', 1, ''],
      ['-', 'bad', 1, ''],
      ['−', 'bad', 1, ''],
    ],
    'signs add up': [
      ['++', 'good', 2, ''],
      ['+2', 'good', 2, ''],
      ['+++++', 'good', 3, ''],
      ['+12', 'good', 3, ''],
      ['--', 'bad', 2, ''],
      ['-7', 'bad', 3, ''],
    ],
    'what follows the mark is its comment, in any case': [
      ['Yes, since 2.0', 'good', 1, 'since 2.0'],
      ['yes (partly)', 'good', 1, '(partly)'],
      ['- partial', 'bad', 1, 'partial'],
      ['+1 well documented', 'good', 1, 'well documented'],
      ['No: removed in 3.0', 'bad', 1, 'removed in 3.0'],
      ['yes\nwith Redis', 'good', 1, 'with Redis'],
    ],
    'a sentence that begins with "no" stays whole': [['No longer maintained', 'bad', 1, 'No longer maintained']],
    'a word that only begins like a mark is text': [
      ['none', 'plain', 1, 'none'],
      ['nope', 'plain', 1, 'nope'],
      ['normal', 'plain', 1, 'normal'],
      ['goodbye', 'plain', 1, 'goodbye'],
      ['checked', 'plain', 1, 'checked'],
      ['no-op', 'plain', 1, 'no-op'],
      ['+0', 'plain', 1, '+0'],
      ['-0', 'plain', 1, '-0'],
      ['MIT', 'plain', 1, 'MIT'],
    ],
    'what nobody knows is not a no': [
      ['', 'unknown', 1, ''],
      ['?', 'unknown', 1, ''],
      ['N/A', 'unknown', 1, ''],
      ['unknown', 'unknown', 1, ''],
    ],
  }
  for (const [sentence, cells] of Object.entries(examples)) {
    it(sentence, () => {
      for (const [text, tone, strength, rest] of cells) {
        assert.deepEqual(toCellMeaning(text), { tone, strength, text: rest }, JSON.stringify(text))
      }
    })
  }
})
