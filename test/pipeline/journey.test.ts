import { afterAll, expect, test } from '@jest/globals';
import {
  everything,
  expectedOf,
  JOURNEY_SETUP,
  playJourney,
  scenarioNamed,
} from '../support/journey.ts';
import { World } from '../support/world.ts';

const worlds: World[] = [];
const newWorld = async (): Promise<World> => {
  const world = await World.create(JOURNEY_SETUP);
  worlds.push(world);
  return world;
};
afterAll(async () => {
  for (const world of worlds) await world.close();
});

test.each(['fortras', 'hub-json'])(
  'the journey told in %s files gives the expected history',
  async (name) => {
    const scenario = scenarioNamed(name);
    const world = await newWorld();
    const { outcomes, expected } = await playJourney(world, scenario);
    expect(outcomes).toEqual(expected);
    expect(await everything(world)).toEqual(expectedOf(scenario));
  },
);
