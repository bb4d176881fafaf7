import type { Mutation } from './mutate.ts';

export const CREATE_MEMBER: Mutation = {
  name: 'createMember',
  inputType: 'CreateMemberInput',
  selection: '... on Member { id slug name country corporateGroup }',
};

export const CREATE_DEPOT: Mutation = {
  name: 'createDepot',
  inputType: 'CreateDepotInput',
  selection:
    '... on Depot { id code name timeZone centralHub member { slug } place { name postcode country } }',
};

export const CREATE_FEED: Mutation = {
  name: 'createFeed',
  inputType: 'CreateFeedInput',
  selection: '... on Feed { id slug format codeList timeZone member { slug } }',
};

export const CREATE_CLIENT: Mutation = {
  name: 'createApiClient',
  inputType: 'CreateApiClientInput',
  selection: '... on CreatedApiClient { key client { id } }',
};
