// Everything here only makes quicker or easier what works without it.
import { enhanceColours } from './colours.js'
import { enhanceComparing } from './comparing.js'
import { enhanceCopying } from './copying.js'
import { enhanceKeys } from './keys.js'
import { enhanceLists } from './lists.js'
import { enhanceMenus } from './menus.js'
import { forgetNotice } from './messages.js'
import { enhanceParts } from './parts.js'
import { enhanceSuggestions } from './suggestions.js'

enhanceKeys()
enhanceMenus()
enhanceColours()
enhanceSuggestions()
enhanceLists()
enhanceComparing()
enhanceCopying()
enhanceParts()
forgetNotice()
