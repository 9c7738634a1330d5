import { RestError } from '../errors.ts'
import { malformed } from './malformed.ts'
import { parseMultipart } from './multipart.ts'
import { JsonSyntaxError, parsePythonJson } from './python-json.ts'
import { decodeUtf8, EncodingError } from './utf8.ts'
import { Form, type Input } from './values.ts'

interface MediaType {
  type: string
  subtype: string
  parameters: ReadonlyMap<string, string>
}

type Parser = (body: Buffer, mediaType: MediaType, contentType: string) => Input | Promise<Input>

/** In the order in which a vague type such as `application/*` finds them; OPTIONS lists them so. */
const parsers: Record<string, Parser> = {
  'application/json': parseJson,
  'application/x-www-form-urlencoded': parseForm,
  'multipart/form-data': (body, { parameters }, contentType) =>
    parseMultipart(contentType, parameters.get('boundary') || undefined, body),
}

export const parsedTypes = Object.keys(parsers)

const maxFormFields = 5_000

/** Reads `body` by its type as the reference does: nothing at all is an empty record, whatever its type. @throws RestError 400, 415 */
export async function parseBody(contentType: string, body: Buffer): Promise<Input> {
  const mediaType = parseMediaType(contentType)
  const name = parsedTypes.find((known) => matches(mediaType, known))
  if (body.length === 0) return name === undefined || name === 'application/json' ? new Map() : new Form([])
  const parser = name === undefined ? undefined : parsers[name]
  if (!parser) throw new RestError(415, { detail: `Unsupported media type "${contentType}" in request.` })
  return parser(body, mediaType, contentType)
}

function parseJson(body: Buffer, mediaType: MediaType): Input {
  try {
    return parsePythonJson(decode(body, mediaType))
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof EncodingError) throw malformed('JSON', error.message)
    throw error
  }
}

function parseForm(body: Buffer): Form {
  const pairs = [...new URLSearchParams(body.toString('latin1').replace(/[\x80-\xff]/g, escapeByte))]
  if (pairs.length > maxFormFields) throw malformed('Form', `More than ${maxFormFields} fields`)
  return new Form(pairs)
}

function escapeByte(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16)}`
}

/** By the charset that the type names, if the platform knows it. @throws EncodingError */
function decode(body: Buffer, { parameters }: MediaType): string {
  const charset = parameters.get('charset')?.toLowerCase() ?? 'utf-8'
  if (charset === 'utf-8' || charset === 'utf8') return decodeUtf8(body)
  // Python writes names with hyphens that the web's list of encodings writes without.
  for (const name of [charset, charset.replaceAll('-', '')]) {
    try {
      return new TextDecoder(name).decode(body)
    } catch {
      continue
    }
  }
  return decodeUtf8(body)
}

function parseMediaType(text: string): MediaType {
  const [full = '', ...rest] = text.split(';')
  const [type = '', subtype = ''] = full.trim().toLowerCase().split('/', 2)
  const parameters = rest.map((parameter): [string, string] => {
    const [name = '', ...value] = parameter.split('=')
    return [
      name.trim().toLowerCase(),
      value
        .join('=')
        .trim()
        .replace(/^"(.*)"$/, '$1'),
    ]
  })
  return { type, subtype, parameters: new Map(parameters) }
}

function matches({ type, subtype }: MediaType, known: string): boolean {
  const [knownType, knownSubtype] = known.split('/')
  return (type === '*' || type === knownType) && (subtype === '*' || subtype === knownSubtype)
}
