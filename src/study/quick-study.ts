import { mergedExecution } from '../experiment/execution.js';
import { type QuickAnalyses, quickExecution, quickForm } from '../experiment/quick.js';
import type { MemberDefinition, StudyDefinition } from './study.js';

/**
 * A study with the quick form of every experiment, members and controls, to try out that it runs:
 * without the paper's numbers, which mean nothing beside it. Its name ends in `-quick`.
 */
export function quickStudy(study: StudyDefinition, quickAnalysis?: QuickAnalyses): StudyDefinition {
  return {
    ...study,
    name: `${study.name}-quick`,
    members: study.members.map((member): MemberDefinition => {
      const { control } = member;
      return {
        ...member,
        experiment: quickForm(member.experiment, quickAnalysis),
        control:
          typeof control === 'object' && control !== null
            ? quickForm(control, quickAnalysis)
            : control,
        paper: [],
        paperAnalyses: {},
        execution: {},
      };
    }),
    execution: mergedExecution(study.execution, quickExecution),
    small: null,
  };
}
