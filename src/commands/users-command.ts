import { Argument, type Command, InvalidArgumentError, Option } from 'commander'

import type { Role } from '../accounts/actor.ts'
import { parseConfig } from '../config.ts'
import { roles } from '../http/actor.ts'
import { addUser, changeRole, createUserToken, disableUser, listUsers, resetPassword } from './users.ts'

/** `packgrid users …`: accounts and tokens for whoever runs the site. */
export function addUsersCommand(program: Command, environmentHelp: string): void {
  const users = program
    .command('users')
    .summary('add accounts, change their roles, make tokens')
    .description('Manage accounts. Roles, each with all that the ones before it may: reader, editor, moderator, admin.')
    .showHelpAfterError()
    .addHelpText(
      'after',
      `
Examples:
  packgrid users add sam --role moderator
  packgrid users token sam --label backup --scope read --days 90
${environmentHelp}`,
    )
  const roleOption = new Option('--role <role>', 'what the account may do').choices(roles).default('editor')
  users
    .command('add <name>')
    .description('Add an account; prints its password once.')
    .addOption(roleOption)
    .action((name: string, options: { role: Role }) => addUser(parseConfig(), name, options.role))
  users
    .command('list')
    .description('List all accounts.')
    .action(() => listUsers(parseConfig()))
  users
    .command('token <name>')
    .description('Make a token for an account and print it, once; nothing else goes to standard output.')
    .option('--label <text>', 'what the token is for', parseLabel, 'made by packgrid users token')
    .addOption(new Option('--scope <scope>', 'what the token allows').choices(['read', 'edit']).default('edit'))
    .option('--days <number>', 'how long it is valid (default: until revoked)', parseDays)
    .action((name: string, options: { label: string; scope: 'read' | 'edit'; days?: number }) =>
      createUserToken(parseConfig(), name, { ...options, days: options.days }),
    )
  users
    .command('role <name>')
    .description('Change what an account may do.')
    .addArgument(new Argument('<role>', 'what it may do from now on').choices(roles))
    .action((name: string, role: Role) => changeRole(parseConfig(), name, role))
  users
    .command('password <name>')
    .description('Give an account a new password, printed once, and end its sessions.')
    .action((name: string) => resetPassword(parseConfig(), name))
  users
    .command('disable <name>')
    .description('Shut an account out: its sessions end, its tokens rest.')
    .action((name: string) => disableUser(parseConfig(), name, true))
  users
    .command('enable <name>')
    .description('Let a disabled account in again.')
    .action((name: string) => disableUser(parseConfig(), name, false))
}

function parseLabel(text: string): string {
  if (text === '' || text.length > 100) throw new InvalidArgumentError('1 to 100 characters.')
  return text
}

function parseDays(text: string): number {
  const days = Number(text)
  if (!Number.isInteger(days) || days < 1 || days > 3_650) throw new InvalidArgumentError('A whole number from 1 to 3650.')
  return days
}
