import { issueMessage, type Language } from '../src/domain/issue-messages.ts';
import { severityOf, type Issue } from '../src/domain/issue.ts';
import type { IssueDoc } from '../src/store/documents.ts';
import { builder } from './builder.ts';
import { connectionTo } from './paging.ts';

export const IssueSeverityRef = builder.enumType('IssueSeverity', {
  description: 'ERROR rejects its record, WARNING and INFO keep it',
  values: ['INFO', 'WARNING', 'ERROR'] as const,
});

export const RecordIssueRef = builder.objectRef<Issue>('RecordIssue').implement({
  description: 'What is wrong with a record, a file or a consignment',
  fields: (t) => ({
    severity: t.field({ type: IssueSeverityRef, resolve: severityOf }),
    code: t.exposeString('code', {
      description: 'Stable, upper snake case: BAD_DATE, UNKNOWN_STATUS, CONTROL_TOTAL_DIFFERS, ...',
    }),
    message: t.string({
      description: 'A sentence a dispatcher understands, in the language of Accept-Language',
      resolve: (issue, _args, { language }) => issueMessage(issue, language satisfies Language),
    }),
    line: t.exposeInt('line', {
      nullable: true,
      description: 'Counts from 1; null: the whole file',
    }),
    record: t.exposeString('record', {
      nullable: true,
      description: 'Record type of the format: Q10',
    }),
    field: t.exposeString('field', { nullable: true }),
    value: t.exposeString('value', {
      nullable: true,
      description: "The field's text as received, trimmed; null: there is none",
    }),
  }),
});

export const IssueConnection = connectionTo<IssueDoc>('RecordIssue', RecordIssueRef);
