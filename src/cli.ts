#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError } from 'commander'

import packageJson from '../package.json' with { type: 'json' }
import { importCatalogue } from './commands/import.ts'
import { migrate } from './commands/migrate.ts'
import { refresh, type RefreshOptions } from './commands/refresh.ts'
import { Refusal, toMessage } from './commands/refusal.ts'
import { serve } from './commands/serve.ts'
import { addUsersCommand } from './commands/users-command.ts'
import { work } from './commands/work.ts'
import { parseDuration } from './config-refresh.ts'
import { ConfigError, Environment, parseConfig } from './config.ts'
import { DirectoryInUseError } from './db/lock.ts'
import { isOutage } from './http/errors.ts'
import { ImportError } from './import/errors.ts'

/** What the process says to its caller; a usage error is 2 as in shells, a bug is EX_SOFTWARE of sysexits.h. */
const exitCodes = { done: 0, refused: 1, misused: 2, bug: 70 }

type Variable = keyof typeof Environment.properties
const databaseVariables: Variable[] = ['DATABASE_URL', 'DATABASE_CONNECTIONS', 'PACKGRID_DATA']

const program = new Command('packgrid')
  .description(packageJson.description)
  .version(packageJson.version, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'print help')
  .helpCommand('help [command]', 'print help for a command')
  .exitOverride()
  .showHelpAfterError('packgrid --help shows what there is.')
  .addHelpText(
    'after',
    `
Examples:
  packgrid serve                                             a server on an embedded database, with a sample
  packgrid import catalogue/*.ndjson                         load a catalogue into the embedded database
  DATABASE_URL=postgres://localhost/packgrid packgrid serve  the same on PostgreSQL
${describeEnvironment()}
Exit codes: 0 done, 1 refused (the message says why), 2 wrong usage, 70 a bug in Packgrid.`,
  )

program
  .command('serve')
  .summary('answer requests')
  .description('Answer requests. A new embedded database gets the sample catalogue first. Ctrl+C stops it.')
  .addHelpText(
    'after',
    `
Examples:
  packgrid serve
  PORT=80 HOST=0.0.0.0 PUBLIC_URL=https://packages.example packgrid serve
${describeEnvironment()}`,
  )
  .action(() => serve(parseConfig()))

program
  .command('work')
  .summary('refresh packages, beside a server')
  .description(
    'Refresh packages until Ctrl+C: ask their hosts and the package index about all that is due. As many of these as wanted share one ' +
      'PostgreSQL. Servers with REFRESH=apart leave the work to them.',
  )
  .addHelpText('after', describeEnvironment())
  .action(() => work(parseConfig()))

program
  .command('refresh')
  .summary('refresh some packages, or all, now')
  .showHelpAfterError()
  .description('Ask the hosts and the package index about packages now, show what changes, and end with a table.')
  .argument('[slug...]', 'packages, by slug or id')
  .option('--all', 'every package')
  .option('--stale <age>', 'every package that was not fetched for so long: 90m, 24h, 7d', parseAge)
  .option('--dry-run', 'only say what would be asked about')
  .addHelpText(
    'after',
    `
Examples:
  packgrid refresh django-mfa 868
  packgrid refresh --stale 24h --dry-run
${describeEnvironment()}`,
  )
  .action((slugs: string[], options: RefreshOptions) => refresh(parseConfig(), slugs, options))

program
  .command('migrate')
  .summary('bring the database schema up to date')
  .description('Bring the database schema up to date. The other commands do so too.')
  .addHelpText('after', describeEnvironment(databaseVariables))
  .action(() => migrate(parseConfig()))

program
  .command('import')
  .summary('load packages, grids and categories from files')
  .showHelpAfterError()
  .description(
    'Load packages, grids and categories from files of one JSON object a line, plain or gzipped. Everything is checked; ' +
      'on any error nothing is imported. Records with known ids are replaced.',
  )
  .argument('<file...>', 'files in any order; - reads standard input')
  .addHelpText(
    'after',
    `
Examples:
  packgrid import catalogue/*.ndjson
  packgrid import categories.ndjson.gz grids.ndjson.gz packages.ndjson.gz
  curl https://packages.example/catalogue.ndjson.gz | packgrid import -
${describeEnvironment(databaseVariables)}`,
  )
  .action((files: string[]) => importCatalogue(parseConfig(), files))

addUsersCommand(program, describeEnvironment(databaseVariables))

/** @throws InvalidArgumentError */
function parseAge(text: string): number {
  const ageMs = parseDuration(text)
  if (ageMs === undefined) throw new InvalidArgumentError('It must be a time such as 90m, 24h or 7d.')
  return ageMs
}

function describeEnvironment(names?: readonly Variable[]): string {
  const lines = Object.entries(Environment.properties)
    .filter(([name]) => !names || names.some((known) => known === name))
    .map(([name, schema]) => {
      const value = 'default' in schema && schema.default !== '' ? ` (default: ${String(schema.default)})` : ''
      return `  ${name.padEnd(21)} ${'description' in schema ? String(schema.description) : ''}${value}`
    })
  return `\nEnvironment:\n${lines.join('\n')}\n`
}

/** Says on standard error why a command failed: a line to whoever can help it, the stack of a bug. */
function report(error: unknown): number {
  // Commander has said it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.misused
  if (error instanceof ConfigError) {
    console.error(`${error.message}\nCorrect the environment; packgrid --help explains the variables.`)
  } else if (error instanceof ImportError) {
    console.error(`${error.message}\nNothing was imported.`)
  } else if (error instanceof DirectoryInUseError || error instanceof Refusal) {
    console.error(error.message)
  } else if (error instanceof Error && isOutage(error)) {
    console.error(
      `The database does not answer any more: ${toMessage(error)}. What was not finished is undone; try again when it does.`,
    )
  } else {
    console.error(error)
    return exitCodes.bug
  }
  return exitCodes.refused
}

// Nobody may read any more what a command says: `packgrid --help | head -1`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
process.on('uncaughtException', (error) => process.exit(report(error)))
process.exitCode = await program.parseAsync().then(() => exitCodes.done, report)
