import type { Command } from 'commander';
import type { CommandNeeds } from '../connection.ts';
import type { Finish } from '../upload.ts';
import { addBootstrap } from './bootstrap.ts';
import { addClient } from './clients.ts';
import { addDead } from './dead-letters.ts';
import { addDepot } from './depots.ts';
import { addFeed } from './feeds.ts';
import { addMember } from './members.ts';

/** `bordero admin …`: setting up and running an alliance. */
export function addAdmin(program: Command, needs: CommandNeeds, finish: Finish): void {
  const admin = program.command('admin').description('set up and run an alliance');
  addBootstrap(admin, needs);
  addMember(admin, needs, finish);
  addDepot(admin, needs, finish);
  addFeed(admin, needs, finish);
  addClient(admin, needs, finish);
  addDead(admin, needs);
}
