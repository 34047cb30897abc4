import { acc, blocks, type Expected, loss, rows } from './tools.js';

const fortran = (i: number): string =>
  Number(loss(i))
    .toExponential(6)
    .toUpperCase()
    .replace(/E([+-])(\d)$/, 'D$10$2');

/** More logs as the source of each tool writes them. Runs of one file stand before the names of their metrics. */
export const furtherTools: Readonly<Record<string, readonly [lines: readonly string[], expected: Expected]>> = {
  cleanrl_eval: [
    [
      ...blocks(4, (i) => [`global_step=${(i + 1) * 512}, episodic_return=[${20 + i}.]`, `SPS: ${1000 + i}`]),
      ...rows(3, (i) => `eval_episode=${i}, episodic_return=[${100 + i}.]`),
    ],
    { episodic_return: [23, 2048, 4], SPS: [1003, 2048, 4], 'eval/episodic_return': [102, 2048, 3] },
  ],
  lists_in_lines: [
    rows(
      5,
      (i) => `epoch ${i + 1} loss: ${loss(i)} iou: [0.${i + 1}5, 0.${i + 2}, nan] lr: [0.001, 0.0001] size [64, 64]`,
    ),
    { loss: [loss(4), 5, 5], 'iou.0': [0.55, 5, 5], 'iou.1': [0.6, 5, 5], 'iou.2': [null, null, null] },
  ],
  history_at_the_end: [
    [
      ...rows(5, (i) => `[${i + 1},  2000] loss: ${loss(i)}`),
      'train_losses: [0.9, 0.8, 0.7, 0.65]',
      'losses = [0.9 0.8]',
    ],
    { loss: [loss(4), 10_000, 5] },
  ],
  latex: [
    ['Epoch & Train loss & Val loss \\\\', '\\hline', ...rows(6, (i) => `${i + 1} & ${loss(i)} & $${acc(i)}$ \\\\`)],
    { 'Train loss': [loss(5), 6, 6], 'Val loss': [acc(5), 6, 6] },
  ],
  latex_pandas: [
    [
      ...['\\begin{tabular}{lrr}', '\\toprule', '{} & step & loss \\\\', '\\midrule'],
      ...rows(5, (i) => `${i} & ${i * 10} & \\textbf{${loss(i)}} \\\\`),
      ...['\\bottomrule', '\\end{tabular}'],
    ],
    { loss: [loss(4), 40, 5] },
  ],
  fortran: [
    rows(5, (i) => ` ITER ${String(i).padStart(5)}   LOSS = ${fortran(i)}   GNORM = 1.5D-03`),
    { LOSS: [loss(4), 4, 5], GNORM: [0.0015, 4, 5] },
  ],
  fortran_table: [['  step   loss', ...rows(5, (i) => `  ${i}   ${fortran(i)}`)], { loss: [loss(4), 4, 5] }],
  lbfgsb: [
    blocks(5, (i) => ['', `At iterate ${String(i).padStart(4)}    f=  ${fortran(i)}    |proj g|=  1.00000D-01`]),
    { f: [loss(4), 4, 5] },
  ],
  kaldi_nnet3: [
    rows(
      5,
      (i) =>
        `LOG (nnet3-train[5.5.0]:PrintStatsForThisPhase():nnet-training.cc:274) Average objective function for 'output' for minibatches ${i * 10}-${i * 10 + 9} is -${loss(i)} over 10240 frames.`,
    ),
    { 'average objective function for output': [-1.0909, 49, 5] },
  ],
  kaldi_chain: [
    rows(
      4,
      (i) =>
        `LOG (nnet3-chain-train[5.5]:PrintStatsForThisPhase():nnet-training.cc:332) Average objective function for 'output' for minibatches ${i * 100}-${i * 100 + 99} is -0.5 + -0.1 = -0.6 over 640000 frames.`,
    ),
    {
      'average objective function for output': [-0.6, 399, 4],
      'auxiliary objective for output': [-0.1, 399, 4],
    },
  ],
  icefall: [
    [
      ...rows(
        4,
        (i) =>
          `2022-06-01 10:00:0${i},123 INFO [train.py:874] (0/4) Epoch 1, batch ${i * 50}, loss[loss=${loss(i)}, simple_loss=0.5, over 2345.00 frames. ], tot_loss[loss=${acc(i)}, simple_loss=0.6, over 245678.00 frames. ], batch size: 20, lr: 2.99e-03`,
      ),
      '2022-06-01 10:01:00,123 INFO [train.py:910] (0/4) Epoch 1, validation: loss=0.44, simple_loss=0.4, over 944034.00 frames. ',
    ],
    { loss: [loss(3), 150, 4], 'tot_loss/loss': [acc(3), 150, 4], 'val/loss': [0.44, 150, 1], lr: [2.99e-3, 150, 4] },
  ],
  optuna_two: [
    rows(
      4,
      (i) =>
        `[I 2024-01-01 10:00:0${i},123] Trial ${i} finished with values: [${loss(i)}, ${acc(i)}] and parameters: {'lr': 0.01}.`,
    ),
    { 'values.0': [loss(3), 3, 4], 'values.1': [acc(3), 3, 4] },
  ],
  rl_games_names: [
    rows(
      4,
      (i) =>
        `fps step: ${12345 + i} fps step and policy inference: 12000 fps total: ${11000 + i} epoch: ${i + 1}/500 frames: ${(i + 1) * 16384}`,
    ),
    { 'fps step': [12348, 4, 4], frames: [65536, 4, 4] },
  ],
  td3: [
    [
      ...rows(4, (i) => `Total T: ${(i + 1) * 200} Episode Num: ${i + 1} Episode T: 200 Reward: ${20 + i}.123`),
      ...['---------------------------------------', 'Evaluation over 10 episodes: 25.5'],
      ...['---------------------------------------', 'Evaluation over 10 episodes: 27.5'],
    ],
    { Reward: [23.123, 800, 4], Evaluation: [27.5, 800, 2] },
  ],
  average_over: [
    rows(4, (i) => `Episode ${i * 100}\tAverage Score over last 100 episodes: ${20 + i}.5`),
    { 'Average Score': [23.5, 300, 4] },
  ],
  statsmodels: [
    rows(4, (i) => `Iteration:      ${i + 1},   Func. Count:      ${6 * i},   Neg. LLF: ${1000 - i}.25`),
    { 'Func. Count': [18, 4, 4], 'Neg. LLF': [997.25, 4, 4] },
  ],
  llamacpp_opt: [
    [
      rows(
        4,
        (i) =>
          `train: [==>.......] data=000000${i}/0000100 loss=${loss(i)}±0.10000 acc=60.00±1.00% t=00:00:01 ETA=00:00:10 `,
      ).join('\r'),
    ],
    { 'train/loss': [loss(3), 3, 4] },
  ],
  flux_named_tuple: [
    rows(4, (i) => `(epoch = ${i}, train_loss = ${loss(i)}f0, grad = 1.5f-3)`),
    { train_loss: [loss(3), 3, 4], grad: [0.0015, 3, 4] },
  ],
  sockeye_speed: [
    rows(
      4,
      (i) =>
        `[INFO:sockeye.training] Epoch[0] Batch [${(i + 1) * 50}]\tSpeed: 1234.56 samples/sec 20000 tokens/sec 10 updates/sec\tperplexity=${loss(i)}`,
    ),
    { perplexity: [loss(3), 200, 4], Speed: [1234.56, 200, 4] },
  ],
  mpirun: [
    blocks(3, (i) => rows(2, (rank) => `[1,${rank}]<stdout>:Epoch: ${i} loss: ${loss(i + rank)}`)),
    { 'rank 0 loss': [loss(2), 2, 3], 'rank 1 loss': [loss(3), 2, 3] },
  ],
  flower: [
    rows(
      4,
      (i) =>
        `INFO flwr 2024-01-01 10:00:0${i},123 | server.py:125 | fit progress: (${i + 1}, ${loss(i)}, {'accuracy': ${acc(i)}}, 12.3)`,
    ),
    { loss: [loss(3), 4, 4], accuracy: [acc(3), 4, 4] },
  ],
  numpyro: [
    [
      rows(
        4,
        (i) =>
          `${i}%|█| ${i * 1000}/10000 [00:01<00:10, 1000.00it/s, init loss: 100.1, avg. loss [${i * 500 + 1}-${i * 500 + 500}]: ${loss(i)}]`,
      ).join('\r'),
    ],
    { 'avg. loss': [loss(3), 3000, 4] },
  ],
  torch7: [['trainLoss\ttestLoss\t', ...rows(4, (i) => `${loss(i)}\t${loss(i)}\t`)], { trainLoss: [loss(3), 3, 4] }],
  rllab: [
    blocks(4, (i) => [
      '2017-01-01 10:00:00.123456 EST | ----------------------  ------------',
      `2017-01-01 10:00:00.123456 EST | AverageReturn             ${20 + i}.5`,
      `2017-01-01 10:00:00.123456 EST | Iteration                 ${i}`,
      '2017-01-01 10:00:00.123456 EST | ----------------------  ------------',
    ]),
    { AverageReturn: [23.5, 3, 4] },
  ],
  rlkit: [
    blocks(4, (i) => [
      '---------------------------------------  ----------------',
      `trainer/QF1 Loss                              ${loss(i)}`,
      `Epoch                                         ${i}`,
      '---------------------------------------  ----------------',
    ]),
    { 'trainer/QF1 Loss': [loss(3), 3, 4] },
  ],
  ray_result: [
    blocks(4, (i) => [
      ...['Result for train_a1b2_00000:', '  done: false', `  episode_reward_mean: ${10 + i}.5`, '  hist_stats:'],
      ...['    episode_reward:', '    - 1.0', '    - 2.0', '  info:', '    learner:', `      total_loss: ${loss(i)}`],
      ...['  pid: 123', `  training_iteration: ${i + 1}`, '  trial_id: a1b2_00000', '  '],
    ]),
    { episode_reward_mean: [13.5, 4, 4], 'info.learner.total_loss': [loss(3), 4, 4] },
  ],
  ray_box: [
    blocks(4, (i) => [
      '╭──────────────────────────────────────────╮',
      '│ Trial train_fn_a1b2_00000 result         │',
      '├──────────────────────────────────────────┤',
      '│ checkpoint_dir_name                      │',
      `│ training_iteration                 ${i + 1}     │`,
      `│ loss                         ${loss(i)}      │`,
      '╰──────────────────────────────────────────╯',
    ]),
    { loss: [loss(3), 4, 4] },
  ],
  folds: [
    blocks(2, (fold) => [
      `========== fold: ${fold} training ==========`,
      ...rows(3, (i) => `Epoch ${i + 1} - avg_train_loss: ${loss(i + fold)}  avg_val_loss: ${loss(i)}`),
    ]),
    { 'fold 0 avg_train_loss': [loss(2), 3, 3], 'fold 1 avg_train_loss': [loss(3), 3, 3] },
  ],
  folds_csv: [
    ['fold,epoch,loss', ...blocks(2, (fold) => rows(3, (i) => `${fold},${i},${loss(i + fold)}`))],
    { 'fold 0 loss': [loss(2), 2, 3], 'fold 1 loss': [loss(3), 2, 3] },
  ],
  federated: [
    blocks(3, (i) => rows(2, (client) => `Client ${client} round ${i} loss ${loss(i + client)}`)),
    { 'client 0 loss': [loss(2), 2, 3], 'client 1 loss': [loss(3), 2, 3] },
  ],
  mmengine_epochs: [
    blocks(2, (epoch) => [
      ...rows(3, (i) => {
        const step = (3 * epoch + i + 1) * 50;
        return JSON.stringify({ loss: Number(loss(i)), time: 0.5, epoch: epoch + 1, iter: step, step });
      }),
      JSON.stringify({ 'coco/bbox_mAP': 0.3 + epoch / 10, time: 0.2, step: epoch + 1 }),
    ]),
    { loss: [loss(2), 300, 6], time: [0.5, 300, 6], 'coco/bbox_mAP': [0.4, 300, 2], 'val/time': [0.2, 300, 2] },
  ],
  unsloth_total: [
    [
      '   \\\\   /|    Num examples = 1,000 | Num Epochs = 1 | Total steps = 60',
      ...rows(4, (i) => `{'loss': ${loss(i)}, 'grad_norm': 0.5, 'learning_rate': 0.0002, 'epoch': 0.0${i + 1}}`),
    ],
    { loss: [loss(3), 0.04, 4] },
  ],
  sb3_constant: [
    blocks(4, (i) => [
      `Eval num_timesteps=${1000 * (i + 1)}, episode_reward=${20 + i}.00 +/- 1.00`,
      'Episode length: 200.00 +/- 0.00',
    ]),
    { episode_reward: [23, 4000, 4], 'Episode length': [200, 4000, 4] },
  ],
  basicsr: [
    rows(
      12,
      (i) =>
        `2024-01-01 10:00:00,123 INFO: [train..][epoch:  0, iter: ${(i * 100 + 100).toLocaleString('en').padStart(7)}, lr:(2.000e-04,)] [eta: 1 day, 1:00:00, time (data): 0.512 (0.001)] l_pix: ${loss(i)} `,
    ),
    { l_pix: [loss(11), 1200, 12] },
  ],
  gpt2_simple: [
    rows(4, (i) => `[${i * 10 + 10} | ${i * 20}.12] loss=${loss(i)} avg=${loss(i)}`),
    { loss: [loss(3), 40, 4] },
  ],
  early_stopping: [
    blocks(3, (i) => [
      `Epoch: ${i + 1}, Steps: 267 | Train Loss: ${loss(i)}`,
      `Validation loss decreased (${i === 0 ? 'inf' : loss(i - 1)} --> ${loss(i)}).  Saving model ...`,
    ]),
    { 'Train Loss': [loss(2), null, 3], 'Validation loss': [loss(2), null, 3] },
  ],
  tacotron2: [
    [...rows(4, (i) => `Train loss ${i} ${loss(i)}00 Grad Norm 1.500000 0.52s/it`), 'Validation loss 4: 0.512345  '],
    { 'Train loss': [loss(3), 3, 4], 'Validation loss': [0.512345, 4, 1] },
  ],
  imagenet_summary: [
    blocks(2, (i) => [
      `Epoch: [${i}][  0/500]\tTime  1.2 ( 1.3)\tLoss ${loss(i)} (2.0)\tAcc@1   5.00 (  1.0)`,
      'Test: [  0/50]\tTime 1.2 ( 1.2)\tLoss 6.9 (6.9)\tAcc@1   0.00 (  0.00)',
      ` *   Acc@1 ${10 + i}.130 Acc@5 92.862`,
    ]),
    { 'Acc@1': [5, null, 2], 'test/Acc@1': [11.13, null, 4], 'test/Acc@5': [92.862, null, 2] },
  ],
  yolo_classify: [
    [
      '      Epoch    GPU_mem       loss  Instances       Size',
      ...blocks(3, (i) => [
        `        ${i + 1}/3      0.5G     ${loss(i)}         16        224: 100%|██████████| 10/10 [00:01<00:00,  8.0it/s]`,
        '               classes   top1_acc   top5_acc: 100%|██████████| 2/2 [00:00<00:00, 9.0it/s]',
        `                   all      ${acc(i)}      0.9`,
      ]),
    ],
    { loss: [loss(2), 3, 3], 'val/top1_acc': [acc(2), 3, 3] },
  ],
  coco: [
    blocks(2, (i) => [
      `epoch ${i} loss ${loss(i)}`,
      ` Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.3${i}1`,
      ` Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = 0.5${i}1`,
      ` Average Precision  (AP) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.1${i}1`,
      ` Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets= 10 ] = 0.4${i}1`,
    ]),
    { AP: [0.311, 1, 2], AP50: [0.511, 1, 2], APs: [0.111, 1, 2], AR10: [0.411, 1, 2] },
  ],
  elegantrl: [
    [
      'ID     Step    maxR |    avgR   stdR   avgS  stdS |    expR   objC   etc.',
      ...rows(
        4,
        (i) => `0  ${(i + 1) * 1000}.00  10${i}.00 |   9${i}.50    1.5    200     0 |    0.99   ${loss(i)}   0.50`,
      ),
    ],
    { maxR: [103, 4000, 4], avgR: [93.5, 4000, 4], objC: [loss(3), 4000, 4] },
  ],
  allennlp: [
    blocks(3, (i) => [
      `2024-01-01 10:0${i}:00,000 - INFO - allennlp.training.gradient_descent_trainer - Epoch ${i}/2`,
      `2024-01-01 10:0${i}:30,000 - INFO - allennlp.training.callbacks.console_logger -                        Training |  Validation`,
      `2024-01-01 10:0${i}:30,001 - INFO - allennlp.training.callbacks.console_logger - accuracy           |     ${acc(i)}  |     0.60${i}`,
      `2024-01-01 10:0${i}:30,002 - INFO - allennlp.training.callbacks.console_logger - gpu_0_memory_MB    |    12.500  |       N/A`,
      `2024-01-01 10:0${i}:30,003 - INFO - allennlp.training.callbacks.console_logger - loss               |     ${loss(i)}  |     0.65${i}`,
      `2024-01-01 10:0${i}:30,004 - INFO - allennlp.training.gradient_descent_trainer - Epoch duration: 0:00:03.123`,
    ]),
    {
      'train/accuracy': [acc(2), 2, 3],
      'val/accuracy': [0.602, 2, 3],
      'train/gpu_0_memory_MB': [12.5, 2, 3],
      'train/loss': [loss(2), 2, 3],
      'val/loss': [0.652, 2, 3],
    },
  ],
  fastai_html: [
    [
      ...[
        '<p>some text</p>',
        '<table border="1" class="dataframe">',
        '  <thead>',
        '    <tr style="text-align: left;">',
      ],
      ...['epoch', 'train_loss', 'valid_loss', 'accuracy', 'time'].map((name) => `      <th>${name}</th>`),
      ...['    </tr>', '  </thead>', '  <tbody>'],
      ...blocks(4, (i) => [
        '    <tr>',
        ...[i, loss(i), acc(i), '0.5', '00:12'].map((cell) => `      <td>${cell}</td>`),
        '    </tr>',
      ]),
      ...['  </tbody>', '</table><p>done</p>'],
    ],
    { train_loss: [loss(3), 3, 4], valid_loss: [acc(3), 3, 4], accuracy: [0.5, 3, 4] },
  ],
  pandas_html: [
    [
      `<table><tr><th></th><th>step</th><th>a &amp; b</th></tr>${rows(3, (i) => `<tr><th>${i}</th><td>${10 * i}</td><td><b>${loss(i)}</b></td></tr>`).join('')}</table>`,
    ],
    { 'a & b': [loss(2), 20, 3] },
  ],
  figure_first: [
    rows(4, (i) => `epoch ${i + 1}: ${loss(i)} loss, ${acc(i)} acc`),
    { loss: [loss(3), 4, 4], acc: [acc(3), 4, 4] },
  ],
  figure_first_parts: [
    rows(4, (i) => `Epoch ${i + 1}/4 | ${loss(i)} train loss | 0.5${i} val loss | 6${i}.5% accuracy`),
    { 'train loss': [loss(3), 4, 4], 'val loss': [0.53, 4, 4], accuracy: [63.5, 4, 4] },
  ],
  figure_first_index: [rows(4, (i) => `[${i + 1}] ${loss(i)} loss`), { loss: [loss(3), 4, 4] }],
  figure_first_alone: [rows(4, (i) => `2.${i} loss and 0.0${i} error`), { loss: [2.3, 3, 4], error: [0.03, 3, 4] }],
  values_alone: [rows(5, (i) => `${loss(i)}`), { value: [loss(4), 4, 5] }],
  savetxt: [rows(5, (i) => `${(i + 1.5).toExponential(18).replace(/e\+(\d)$/, 'e+0$1')}`), { value: [5.5, 4, 5] }],
};

/** Nothing of a training stands in these. */
export const furtherWithout: Readonly<Record<string, readonly string[]>> = {
  lists_in_lines: ['train_losses: [0.9, 0.8, 0.7, 0.65]', 'losses = [0.9 0.8]', 'betas: [0.9, 0.999]', 'loss [1, 2]'],
  prose_with_figures: [
    ...['I got 0.95 accuracy and 0.3 loss on the test set.', 'The baseline has 0.9 auc, which is fine.'],
    ...['Version 2.4 of the package', '1.5 million rows', '12.5 error bars', '1 of 3 losses', '3.5 hours, 2.5 GB'],
    ...['loaded 1000 train images and 200 test images', 'Found 4 gpus, 8 workers', 'reduced by 3.5 points'],
  ],
  layout_of_html: [
    ...['<table><tr><td>Home</td><td>About</td></tr>', '<tr><td>12</td><td>Contact us</td></tr></table>'],
  ],
  lone_figures: ['0.5', 'Hello there.', '1.5', '2.5', 'Goodbye then.'],
};
