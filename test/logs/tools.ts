/** Metric: last value, its place, number of points; null for what is not fixed. */
export type Expected = Readonly<
  Record<string, readonly [last: string | number | null, x: number | null, points: number | null]>
>;

export const rows = (count: number, line: (i: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => line(i));
export const blocks = (count: number, lines: (i: number) => readonly string[]): string[] =>
  Array.from({ length: count }, (_, i) => lines(i)).flat();
const list = <T>(count: number, item: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => item(i));
/** A loss. */
export const loss = (i: number): string => (2.4 / (1 + i * 0.3)).toFixed(4);
/** An accuracy. */
export const acc = (i: number): string => (0.5 + i * 0.03).toFixed(4);

/** Logs as the source of each tool writes them: their lines, and what is in them. null where a figure is not fixed. */
export const tools: Readonly<Record<string, readonly [lines: readonly string[], expected: Expected]>> = {
  yolo8csv: [
    [
      'epoch,time,train/box_loss,metrics/mAP50(B),lr/pg0',
      ...rows(10, (i) => `${i + 1},${i * 3.5 + 3.5},${loss(i)},${acc(i)},0.01`),
    ],
    { 'train/box_loss': [loss(9), 10, 10], 'metrics/mAP50(B)': [acc(9), 10, 10] },
  ],
  rllib_json: [
    rows(10, (i) =>
      JSON.stringify({
        custom_metrics: {},
        episode_media: {},
        info: {
          learner: { default_policy: { learner_stats: { total_loss: Number(loss(i)) } } },
          num_env_steps_sampled: (i + 1) * 4000,
        },
        env_runners: { episode_return_mean: 10 + i, hist_stats: { episode_reward: list(30, (k) => k) } },
        training_iteration: i + 1,
        trial_id: 'a1b2_00000',
        date: '2024-01-01_10-00-00',
        timestamp: 1700000000 + i,
        time_this_iter_s: 1.5,
        time_total_s: 1.5 * i,
        pid: 123,
        hostname: 'h',
        node_ip: '127.0.0.1',
        config: { lr: 0.001, seed: 3 },
      }),
    ),
    {
      'env_runners.episode_return_mean': [19, 10, 10],
      'info.learner.default_policy.learner_stats.total_loss': [loss(9), 10, 10],
    },
  ],
  tianshou: [
    blocks(5, (i) => [
      `Epoch #${i + 1}:  50%|#####     | 500/1000 [00:01<00:01, 400.11it/s, env_episode=${i}, env_step=${i * 1000 + 500}, len=65, loss=${loss(i)}, n/ep=0]\rEpoch #${i + 1}: 1001it [00:02, 458.84it/s, env_episode=${i}, env_step=${i * 1000 + 1000}, len=65, loss=${loss(i)}, n/ep=1]`,
      `Epoch #${i + 1}: test_reward: ${10 + i}.400000 ± 0.663325, best_reward: ${10 + i}.400000 ± 0.663325 in #${i + 1}`,
    ]),
    { loss: [loss(4), 5000, 10], test_reward: [14.4, 5000, 5] },
  ],
  rl_games: [
    rows(
      10,
      (i) =>
        `fps step: ${12345 + i} fps step and policy inference: 12000 fps total: ${11000 + i} epoch: ${i + 1}/500 frames: ${(i + 1) * 16384}`,
    ),
    { 'fps total': [11009, null, 10] },
  ],
  rsl_rl: [
    blocks(6, (i) => [
      '#'.repeat(80),
      `                       \u001b[1m Learning iteration ${i}/1500 \u001b[0m                       `,
      '',
      `                       Computation: ${35000 + i} steps/s (collection: 2.100s, learning 0.500s)`,
      '             Mean action noise std: 1.00',
      `          Mean value_function loss: ${loss(i)}`,
      '               Mean surrogate loss: -0.0123',
      `                       Mean reward: ${10 + i}.50`,
      '               Mean episode length: 21.00',
      '-'.repeat(80),
      `                   Total timesteps: ${98304 * (i + 1)}`,
      '                    Iteration time: 2.60s',
      '                        Total time: 2.60s',
      '                               ETA: 3900.0s',
      '',
    ]),
    { 'Mean value_function loss': [loss(5), 5, 6], 'Mean reward': [15.5, 5, 6] },
  ],
  cleanrl_array: [
    rows(10, (i) => `global_step=${(i + 1) * 500}, episodic_return=[${20 + i}.]`),
    { episodic_return: [29, 5000, 10] },
  ],
  hf5_strings: [
    blocks(6, (i) => [
      `{'loss': '${loss(i)}', 'grad_norm': '1.2', 'learning_rate': '5e-05', 'epoch': '${((i + 1) / 2).toFixed(2)}'}`,
    ]),
    { loss: [loss(5), 3, 6], grad_norm: [1.2, 3, 6] },
  ],
  hf_metrics_block: [
    [
      ...rows(6, (i) => `{'loss': ${loss(i)}, 'learning_rate': 5e-05, 'epoch': ${(i + 1) / 2}}`),
      `{'train_runtime': 12.3, 'train_samples_per_second': 100.1, 'train_loss': 1.2, 'epoch': 3.0}`,
      '***** train metrics *****',
      '  epoch                    =        3.0',
      '  train_loss               =     0.4492',
      '  train_runtime            = 0:01:23.45',
      '***** eval metrics *****',
      '  epoch                   =        3.0',
      '  eval_loss               =     0.4492',
    ],
    { loss: [loss(5), 3, 6] },
  ],
  xgb_cv: [
    rows(10, (i) => `[${i}]\ttrain-logloss:${loss(i)}+0.00123\ttest-logloss:${loss(i)}+0.00456`),
    { 'train-logloss': [loss(9), 9, 10], 'test-logloss': [loss(9), 9, 10] },
  ],
  xgb_time: [
    rows(10, (i) => `[10:00:0${i}] [${i}]\ttrain-error:${loss(i)}\teval-error:${loss(i)}`),
    { 'train-error': [loss(9), 9, 10] },
  ],
  xgb_evals_result: [
    [
      JSON.stringify({
        train: { logloss: list(10, (i) => Number(loss(i))) },
        eval: { logloss: list(10, (i) => Number(loss(i))) },
      }),
    ],
    { 'train.logloss': [loss(9), 9, 10], 'eval.logloss': [loss(9), 9, 10] },
  ],
  lgb_cv: [
    rows(10, (i) => `[${(i + 1) * 10}]\tcv_agg's valid binary_logloss: ${loss(i)} + 0.0123`),
    { "cv_agg's valid binary_logloss": [loss(9), 100, 10] },
  ],
  lgb_cli: [
    blocks(10, (i) => [
      `[LightGBM] [Info] Iteration:${i + 1}, training auc : ${acc(i)}`,
      `[LightGBM] [Info] Iteration:${i + 1}, valid_1 auc : ${acc(i)}`,
      `[LightGBM] [Info] 0.01${i} seconds elapsed, finished iteration ${i + 1}`,
    ]),
    { 'training auc': [acc(9), 10, 10], 'valid_1 auc': [acc(9), 10, 10] },
  ],
  catboost: [
    rows(
      10,
      (i) =>
        `${i * 10}:\tlearn: ${loss(i)}\ttest: ${loss(i)}\tbest: ${loss(i)} (${i * 10})\ttotal: ${47 * i}ms\tremaining: 46.9s`,
    ),
    { learn: [loss(9), 90, 10], test: [loss(9), 90, 10] },
  ],
  llmc: [
    rows(
      10,
      (i) =>
        `step ${String(i + 1).padStart(4)}/19560 | loss ${loss(i)} (+nanz)| norm 15.1238 (+nanz)| lr 8.57e-07 | ${1000 + i}.05 ms | 45.1% bf16 MFU | 42500${i} tok/s`,
    ),
    { loss: [loss(9), 10, 10], norm: [15.1238, 10, 10] },
  ],
  megatron: [
    blocks(10, (i) => [
      ` [2024-01-01 00:00:0${i}] iteration ${String((i + 1) * 10).padStart(8)}/     500 | consumed samples: ${String(160 * (i + 1)).padStart(12)} | elapsed time per iteration (ms): 1234.5 | learning rate: 1.000E-04 | global batch size:    16 | lm loss: ${Number(loss(i)).toExponential(6).toUpperCase()} | loss scale: 1.0 | grad norm: 1.200 | number of skipped iterations:   0 | number of nan iterations:   0 |`,
      ...(i % 5 === 4
        ? [
            '-----------------------------------------------------------------------------------------------',
            ` validation loss at iteration ${(i + 1) * 10} | lm loss value: 5.1E+00 | lm loss PPL: 1.6E+02 | `,
            '-----------------------------------------------------------------------------------------------',
          ]
        : []),
    ]),
    { 'lm loss': [loss(9), 100, 10], 'lm loss value': [5.1, 100, 2] },
  ],
  deepspeed: [
    rows(
      10,
      (i) =>
        `[2024-01-01 10:00:0${i},123] [INFO] [logging.py:96:log_dist] [Rank 0] step=${(i + 1) * 10}, skipped=0, lr=[0.0001, 0.0001], mom=[(0.9, 0.999), (0.9, 0.999)]`,
    ),
    {},
  ],
  deepspeed2: [
    rows(10, (i) => `steps: ${(i + 1) * 10} loss: ${loss(i)} iter time (s): 0.512 samples/sec: 31.2`),
    { loss: [loss(9), 100, 10] },
  ],
  axolotl: [
    blocks(10, (i) => [
      `  ${i}%|▏         | ${i + 1}/100 [00:0${i}<10:00,  1.20s/it]\r                                     \r{'loss': ${loss(i)}, 'grad_norm': 1.25, 'learning_rate': 2e-05, 'epoch': ${((i + 1) / 100).toFixed(2)}}\r`,
    ]),
    { loss: [loss(9), 0.1, 10] },
  ],
  unsloth_table: [
    ['Step\tTraining Loss', ...rows(10, (i) => `${i + 1}\t${loss(i)}00`)],
    { 'Training Loss': [loss(9), 10, 10] },
  ],
  hf_notebook: [
    [
      'Epoch\tTraining Loss\tValidation Loss\tAccuracy',
      '1\tNo log\t0.700000\t0.500000',
      ...rows(9, (i) => `${i + 2}\t${loss(i)}00\t${loss(i)}11\t${acc(i)}`),
    ],
    { 'Training Loss': [loss(8), 10, 9], 'Validation Loss': [`${loss(8)}11`, 10, 10] },
  ],
  verl: [
    rows(
      10,
      (i) =>
        `\u001b[36m(TaskRunner pid=1234)\u001b[0m step:${i + 1} - global_seqlen/min:61234 - actor/entropy:0.5 - actor/pg_loss:${loss(i)} - critic/score/mean:${acc(i)} - perf/mfu/actor:0.2 - training/global_step:${i + 1} - training/epoch:0 - timing_s/gen:12.3`,
    ),
    { 'actor/pg_loss': [loss(9), 10, 10], 'critic/score/mean': [acc(9), 10, 10] },
  ],
  lightning_bar: [
    blocks(4, (i) =>
      rows(
        3,
        (k) =>
          `Epoch ${i}: ${String(Math.round(((k + 1) / 3) * 100)).padStart(3)}%|████      | ${(k + 1) * 10}/30 [00:0${k}<00:00, 113.50it/s, v_num=0, train_loss_step=${loss(3 * i + k)}, val_loss=${loss(i)}, train_loss_epoch=${loss(i)}]`,
      ),
    ),
    { train_loss_step: [loss(11), 120, 12] },
  ],
  lightning_rich: [
    blocks(4, (i) => [
      `Epoch ${i}/3 ━━━━━━━━━━━━━━━━━━━━ 938/938 0:00:08 • 0:00:00 113.50it/s v_num: 0.000 train_loss: ${loss(i)} val_acc: ${acc(i)}`,
    ]),
    { train_loss: [loss(3), 3752, 4], val_acc: [acc(3), 3752, 4] },
  ],
  accelerate: [
    rows(5, (i) => `epoch ${i}: {'accuracy': ${acc(i)}, 'f1': ${acc(i)}}`),
    { accuracy: [acc(4), 4, 5], f1: [acc(4), 4, 5] },
  ],
  detectron2: [
    rows(
      10,
      (i) =>
        `\u001b[32m[01/01 10:00:0${i} d2.utils.events]: \u001b[0m eta: 0:10:00  iter: ${19 + 20 * i}  total_loss: ${loss(i)}  loss_cls: ${loss(i)}  loss_box_reg: 0.5  time: 0.2512  last_time: 0.2400  data_time: 0.0100  last_data_time: 0.0021   lr: 1e-4  max_mem: 2000M`,
    ),
    { total_loss: [loss(9), 199, 10], loss_cls: [loss(9), 199, 10] },
  ],
  mmengine: [
    blocks(3, (i) => [
      ...rows(
        3,
        (k) =>
          `2024/01/01 10:0${i}:0${k} - mmengine - INFO - Epoch(train)   [${i + 1}][${String((k + 1) * 50).padStart(3)}/150]  lr: 1.0000e-01  eta: 0:10:00  time: 0.1000  data_time: 0.0100  memory: 100  loss: ${loss(3 * i + k)}`,
      ),
      `2024/01/01 10:0${i}:30 - mmengine - INFO - Saving checkpoint at ${i + 1} epochs`,
      `2024/01/01 10:0${i}:40 - mmengine - INFO - Epoch(val) [${i + 1}][79/79]    accuracy/top1: ${50 + i}.0000  data_time: 0.0100  time: 0.0200`,
    ]),
    { loss: [loss(8), 450, 9], 'val/accuracy/top1': [52, 450, 3] },
  ],
  mmcv1: [
    blocks(3, (i) => [
      ...rows(
        3,
        (k) =>
          `2021-01-01 10:0${i}:0${k},000 - mmdet - INFO - Epoch [${i + 1}][${(k + 1) * 50}/150]\tlr: 1.978e-03, eta: 1 day, 2:03:04, time: 0.512, data_time: 0.051, memory: 3815, loss_rpn_cls: 0.5, loss: ${loss(3 * i + k)}`,
      ),
      `2021-01-01 10:0${i}:40,000 - mmdet - INFO - Epoch(val) [${i + 1}][500]\tbbox_mAP: ${acc(i)}, bbox_mAP_50: ${acc(i)}`,
    ]),
    { loss: [loss(8), 450, 9], 'val/bbox_mAP': [acc(2), 450, 3] },
  ],
  fairseq: [
    blocks(3, (i) => [
      ...rows(
        3,
        (k) =>
          `2021-01-01 10:0${i}:0${k} | INFO | train_inner | epoch 00${i + 1}:    ${(k + 1) * 100} / 300 loss=${loss(3 * i + k)}, nll_loss=7.9, ppl=245.1, wps=12345, ups=1.2, wpb=3000, bsz=100, num_updates=${i * 300 + (k + 1) * 100}, lr=1e-05, gnorm=1.2, train_wall=12, wall=34`,
      ),
      `2021-01-01 10:0${i}:40 | INFO | valid | epoch 00${i + 1} | valid on 'valid' subset | loss ${loss(i)} | nll_loss 6.8 | ppl 111.2 | wps 12345 | num_updates ${(i + 1) * 300}`,
    ]),
    { loss: [loss(8), 900, 9], 'valid/loss': [loss(2), 900, 3] },
  ],
  fairseq_json: [
    rows(
      6,
      (i) =>
        `2021-01-01 10:00:0${i} | INFO | train_inner | {"epoch": 1, "update": 0.1, "loss": "${loss(i)}", "ppl": "245.1", "num_updates": "${(i + 1) * 100}", "lr": "1e-05"}`,
    ),
    { loss: [loss(5), 600, 6], ppl: [245.1, 600, 6] },
  ],
  loguru: [
    rows(
      8,
      (i) =>
        `2024-01-01 10:00:0${i}.123 | \u001b[1mINFO    \u001b[0m | __main__:train:42 - \u001b[1mepoch=${i} loss=${loss(i)}\u001b[0m`,
    ),
    { loss: [loss(7), 7, 8] },
  ],
  rich_table: [
    [
      '┏━━━━━━━┳━━━━━━━━┳━━━━━━━━┓',
      '┃ Epoch ┃ Loss   ┃ Acc    ┃',
      '┡━━━━━━━╇━━━━━━━━╇━━━━━━━━┩',
      ...rows(8, (i) => `│ ${i}     │ ${loss(i)} │ ${acc(i)} │`),
      '└───────┴────────┴────────┘',
    ],
    { Loss: [loss(7), 7, 8], Acc: [acc(7), 7, 8] },
  ],
  tabulate_grid: [
    [
      '+---------+--------+',
      '|   epoch |   loss |',
      '+=========+========+',
      ...blocks(8, (i) => [`|       ${i} | ${loss(i)} |`, '+---------+--------+']),
    ],
    { loss: [loss(7), 7, 8] },
  ],
  prettytable: [
    [
      '+-------+--------+--------+',
      '| epoch |  loss  |  acc   |',
      '+-------+--------+--------+',
      ...rows(8, (i) => `|   ${i}   | ${loss(i)} | ${acc(i)} |`),
      '+-------+--------+--------+',
    ],
    { loss: [loss(7), 7, 8], acc: [acc(7), 7, 8] },
  ],
  skorch: [
    [
      '  epoch    train_loss    valid_acc    valid_loss     dur',
      '-------  ------------  -----------  ------------  ------',
      ...rows(
        10,
        (i) =>
          `      ${i + 1}        \u001b[36m${loss(i)}\u001b[0m       \u001b[32m${acc(i)}\u001b[0m        \u001b[35m${loss(i)}\u001b[0m  0.0412`,
      ),
    ],
    { train_loss: [loss(9), 10, 10], valid_loss: [loss(9), 10, 10] },
  ],
  nolearn: [
    [
      '  epoch    train loss    valid loss    train/val  dur',
      '-------  ------------  ------------  -----------  -----',
      ...rows(
        10,
        (i) =>
          `      ${i + 1}       \u001b[36m${loss(i)}\u001b[0m       \u001b[32m${loss(i)}\u001b[0m      1.01234  0.54s`,
      ),
    ],
    { 'train loss': [loss(9), 10, 10], 'valid loss': [loss(9), 10, 10] },
  ],
  absl: [
    rows(
      8,
      (i) =>
        `I0101 10:00:0${i}.123456 140000000 train.py:123] train epoch: ${i + 1}, loss: ${loss(i)}, accuracy: ${(90 + i / 10).toFixed(2)}`,
    ),
    { loss: [loss(7), 8, 8] },
  ],
  flax_mnist: [
    rows(
      8,
      (i) =>
        `I0101 10:00:0${i}.123456 140000000 train.py:148] epoch:${String(i + 1).padStart(3)}, train_loss: ${loss(i)}, train_accuracy: 85.00, test_loss: ${loss(i)}, test_accuracy: 90.10`,
    ),
    { train_loss: [loss(7), 8, 8], test_loss: [loss(7), 8, 8] },
  ],
  clu: [
    rows(
      8,
      (i) =>
        `I0101 10:00:0${i}.123456 140000000 logging_writer.py:64] [${(i + 1) * 100}] accuracy=${acc(i)}, loss=${loss(i)}, steps_per_second=12.3`,
    ),
    { loss: [loss(7), 800, 8], accuracy: [acc(7), 800, 8] },
  ],
  jax_mnist: [
    blocks(8, (i) => [`Epoch ${i} in 3.21 sec`, `Training set accuracy ${acc(i)}`, `Test set accuracy ${acc(i)}`]),
    { 'Training set accuracy': [acc(7), 7, 8], 'Test set accuracy': [acc(7), 7, 8] },
  ],
  ppcls: [
    blocks(2, (i) => [
      ...rows(
        4,
        (k) =>
          `[2024/01/01 10:00:0${k}] ppcls INFO: [Train][Epoch ${i + 1}/120][Iter: ${k * 10}/40]lr(LinearWarmup): 0.00100000, top1: ${acc(k)}, top5: 0.30000, CELoss: ${loss(4 * i + k)}, loss: ${loss(4 * i + k)}, batch_cost: 1.20000s, reader_cost: 0.50000, ips: 100.0 samples/s, eta: 1:00:00`,
      ),
      `[2024/01/01 10:01:00] ppcls INFO: [Eval][Epoch ${i + 1}][Avg]CELoss: ${loss(i)}, loss: ${loss(i)}, top1: ${acc(i)}, top5: 0.9`,
    ]),
    { 'train/loss': [loss(7), 70, 8], 'eval/loss': [loss(1), 70, 2] },
  ],
  ppdet: [
    blocks(2, (i) =>
      rows(
        4,
        (k) =>
          `[01/01 10:00:0${k}] ppdet.engine INFO: Epoch: [${i}] [${String(k * 20).padStart(3)}/80] learning_rate: 0.000333 loss_xy: 1.2 loss: ${loss(4 * i + k)} eta: 1:00:00 batch_cost: 0.5 data_cost: 0.1 ips: 12.3 images/s`,
      ),
    ),
    { loss: [loss(7), 140, 8] },
  ],
  paddle_hapi: [
    blocks(2, (i) => [
      `Epoch ${i + 1}/2`,
      ...rows(
        4,
        (k) =>
          `step ${String((k + 1) * 10).padStart(3)}/40 [==>...] - loss: ${loss(4 * i + k)} - acc: ${acc(k)} - ETA: 10s - 12ms/step`,
      ),
    ]),
    { loss: [loss(7), null, 8] },
  ],
  darknet: [
    rows(
      10,
      (i) =>
        ` ${i + 1}: ${loss(i)}, ${loss(i)} avg loss, 0.001000 rate, 3.412345 seconds, ${64 * (i + 1)} images, 5.4 hours left`,
    ),
    { 'avg loss': [loss(9), 10, 10] },
  ],
  caffe: [
    blocks(6, (i) => [
      `I0101 10:00:0${i}.123456  1234 solver.cpp:228] Iteration ${i * 100} (5.3 iter/s, 18.8s/100 iters), loss = ${loss(i)}`,
      `I0101 10:00:0${i}.123456  1234 solver.cpp:244]     Train net output #0: loss = ${loss(i)} (* 1 = ${loss(i)} loss)`,
      `I0101 10:00:0${i}.123456  1234 sgd_solver.cpp:106] Iteration ${i * 100}, lr = 0.01`,
      ...(i % 3 === 0
        ? [
            `I0101 10:00:0${i}.223456  1234 solver.cpp:337] Iteration ${i * 100}, Testing net (#0)`,
            `I0101 10:00:0${i}.323456  1234 solver.cpp:404]     Test net output #0: accuracy = ${acc(i)}`,
            `I0101 10:00:0${i}.323456  1234 solver.cpp:404]     Test net output #1: loss = ${loss(i)} (* 1 = ${loss(i)} loss)`,
          ]
        : []),
    ]),
    { loss: [loss(5), 500, null], lr: [0.01, 500, 6] },
  ],
  espnet: [
    blocks(2, (i) => [
      ...rows(
        3,
        (k) =>
          `[host] 2021-01-01 10:00:0${k},123 (trainer:721) INFO: ${i + 1}epoch:train:${k * 50 + 1}-${(k + 1) * 50}batch: iter_time=0.1, forward_time=0.2, loss=${loss(3 * i + k)}, acc=${acc(k)}, backward_time=0.3, optim0_lr0=1.0e-06, train_time=1.2`,
      ),
      `[host] 2021-01-01 10:01:00,123 (trainer:338) INFO: ${i + 1}epoch results: [train] iter_time=0.1, loss=${loss(i)}, acc=0.1, [valid] loss=${loss(i)}, acc=${acc(i)}, time=10.1 seconds, total_count=100, [att_plot] time=1.2 seconds`,
    ]),
    { loss: [loss(5), null, 6], 'train/loss': [loss(1), null, 2], 'valid/acc': [acc(1), null, 2] },
  ],
  opennmt: [
    blocks(8, (i) => [
      `[2021-01-01 10:00:0${i},123 INFO] Step ${(i + 1) * 50}/100000; acc: ${(3 + i).toFixed(2)}; ppl: ${12345 - i}.10; xent: ${loss(i)}; lr: 0.00001; sents:    3200; bsz: 3000/2900/ 8; 12345/12000 tok/s;     60 sec;`,
      ...(i % 4 === 3
        ? [
            `[2021-01-01 10:00:0${i},523 INFO] valid stats calculation`,
            `[2021-01-01 10:00:0${i},523 INFO] Train perplexity: 123.4`,
            `[2021-01-01 10:00:0${i},523 INFO] Train accuracy: 12.3`,
            `[2021-01-01 10:00:0${i},523 INFO] Validation perplexity: ${100 - i}.5`,
            `[2021-01-01 10:00:0${i},523 INFO] Validation accuracy: ${40 + i}.5`,
          ]
        : []),
    ]),
    { acc: [10, 400, 8], ppl: [12338.1, 400, 8], xent: [loss(7), 400, 8] },
  ],
  marian: [
    blocks(6, (i) => [
      `[2021-01-01 10:00:0${i}] Ep. 1 : Up. ${(i + 1) * 1000} : Sen. ${64 * (i + 1)},000 : Cost ${loss(i)}0000 * 1,234,567 @ 5,000 after ${12 * (i + 1)},345,678 : Time 123.40s : 12345.60 words/s : gNorm 0.5012`,
      ...(i % 2
        ? [`[2021-01-01 10:00:0${i}] [valid] Ep. 1 : Up. ${(i + 1) * 1000} : bleu : ${10 + i}.3 : new best`]
        : []),
    ]),
    { Cost: [loss(5), 6000, 6] },
  ],
  spacy: [
    [
      '\u001b[38;5;4mℹ Pipeline: ["tok2vec", "ner"]\u001b[0m',
      'E    #       LOSS TOK2VEC  LOSS NER  ENTS_F  ENTS_P  ENTS_R  SCORE ',
      '---  ------  ------------  --------  ------  ------  ------  ------',
      ...rows(
        8,
        (i) =>
          `${String(Math.floor(i / 4)).padStart(3)}  ${String(i * 200).padStart(6)}  ${(100 - i).toFixed(2).padStart(12)}  ${(50 - i).toFixed(2).padStart(8)}  ${(10 + i).toFixed(2).padStart(6)}  ${(20 + i).toFixed(2).padStart(6)}  ${(30 + i).toFixed(2).padStart(6)}  ${(0.1 + i / 10).toFixed(2).padStart(6)}`,
      ),
    ],
    { 'LOSS NER': [43, 1400, 8], SCORE: [0.8, 1400, 8] },
  ],
  hydra: [
    rows(8, (i) => `[2024-01-01 10:00:0${i},123][__main__][INFO] - epoch ${i} loss ${loss(i)}`),
    { loss: [loss(7), 7, 8] },
  ],
  timm: [
    blocks(2, (i) => [
      ...rows(
        3,
        (k) =>
          `Train: ${i} [${String(k * 50).padStart(4)}/150 (${String(k * 33).padStart(3)}%)]  Loss: ${loss(3 * i + k)} (${loss(3 * i + k)})  Time: 1.234s,  103.71/s  (1.234s,  103.71/s)  LR: 1.000e-05  Data: 0.512 (0.512)`,
      ),
      `Test: [   0/48]  Time: 1.012 (1.012)  Loss:  1.2000 (1.2000)  Acc@1: 70.1000 (70.1000)  Acc@5: 90.0000 (90.0000)`,
      `Test: [  48/48]  Time: 0.012 (0.112)  Loss:  ${loss(i)} (${loss(i)})  Acc@1: 7${i}.0000 (7${i}.0000)  Acc@5: 90.0000 (90.0000)`,
    ]),
    { 'train/Loss': [loss(5), 5 / 3, 6], 'test/Acc@1': [71, 5 / 3, null] },
  ],
  torchvision: [
    blocks(2, (i) =>
      rows(
        3,
        (k) =>
          `Epoch: [${i}]  [${String(k * 10).padStart(4)}/1000]  eta: 0:10:00  lr: 0.01  img/s: 100.12  loss: ${loss(3 * i + k)} (6.95)  acc1: ${acc(k)} (0.1)  acc5: 0.0000 (0.5000)  time: 0.1000  data: 0.0100  max mem: 1234`,
      ),
    ),
    { loss: [loss(5), 1020, 6], acc1: [acc(2), 1020, 6] },
  ],
  detr_log: [
    rows(8, (i) =>
      JSON.stringify({
        train_lr: 0.0001,
        train_loss: Number(loss(i)),
        test_coco_eval_bbox: list(12, () => Number(acc(i))),
        epoch: i,
        n_parameters: 41000000,
      }),
    ),
    { train_loss: [loss(7), 7, 8] },
  ],
  imagenet: [
    blocks(2, (i) => [
      ...rows(
        3,
        (k) =>
          `Epoch: [${i}][${String(k * 10).padStart(4)}/5005]\tTime  1.234 ( 1.300)\tData  0.100 ( 0.200)\tLoss ${Number(loss(3 * i + k)).toExponential(4)} (7.0e+00)\tAcc@1   0.00 (  0.10)\tAcc@5   0.39 (  0.50)`,
      ),
      `Test: [  0/196]\tTime  4.321 ( 4.321)\tLoss 6.9e+00 (6.9e+00)\tAcc@1   0.00 (  0.00)\tAcc@5   0.00 (  0.00)`,
      ` *   Acc@1 ${10 + i}.130 Acc@5 92.862`,
    ]),
    { Loss: [loss(5), 5025, 6] },
  ],
  word_lm: [
    blocks(2, (i) => [
      ...rows(
        3,
        (k) =>
          `| epoch ${String(i + 1).padStart(3)} | ${String((k + 1) * 200).padStart(5)}/ 2983 batches | lr 20.00 | ms/batch 15.10 | loss ${loss(3 * i + k).padStart(5)} | ppl   975.40`,
      ),
      '-'.repeat(89),
      `| end of epoch ${String(i + 1).padStart(3)} | time: 46.50s | valid loss  ${loss(i)} | valid ppl   200.10`,
      '-'.repeat(89),
    ]),
    { loss: [loss(5), 3583, 6], 'valid loss': [loss(1), 3583, 2] },
  ],
  vae: [
    blocks(2, (i) => [
      ...rows(3, (k) => `Train Epoch: ${i + 1} [${k * 1280}/60000 (${k}%)]\tLoss: ${loss(3 * i + k)}`),
      `====> Epoch: ${i + 1} Average loss: ${loss(i)}`,
      `====> Test set loss: ${loss(i)}`,
    ]),
    { Loss: [loss(5), null, 6], 'Average loss': [loss(1), null, 2], 'Test set loss': [loss(1), null, 2] },
  ],
  dcgan: [
    blocks(2, (i) =>
      rows(
        3,
        (k) =>
          `[${i}/5][${k * 50}/1583]\tLoss_D: ${loss(3 * i + k)}\tLoss_G: ${loss(k)}\tD(x): 0.4123\tD(G(z)): 0.5123 / 0.1234`,
      ),
    ),
    { Loss_D: [loss(5), 1683, 6], Loss_G: [loss(2), 1683, 6] },
  ],
  pix2pix: [
    rows(
      8,
      (i) => `(epoch: 1, iters: ${(i + 1) * 100}, time: 0.512, data: 0.212) D_A: ${loss(i)} G_A: 0.4 cycle_A: 1.2 `,
    ),
    { D_A: [loss(7), 800, 8], cycle_A: [1.2, 800, 8] },
  ],
  stylegan: [
    rows(
      8,
      (i) =>
        `tick ${String(i).padEnd(5)} kimg ${(4.1 * (i + 1)).toFixed(1).padEnd(8)} time 1m 10s       sec/tick 5.2     sec/kimg 15.0    maintenance 0.0    cpumem 5.01   gpumem 10.12  augment ${acc(i)}`,
    ),
    { augment: [acc(7), 7, 8] },
  ],
  stylegan_stats: [
    rows(8, (i) =>
      JSON.stringify({
        'Progress/tick': { num: 1, mean: i, std: 0 },
        'Progress/kimg': { num: 1, mean: i * 4, std: 0 },
        'Loss/G/loss': { num: 1024, mean: Number(loss(i)), std: 0.1 },
        timestamp: 1700000000 + i,
      }),
    ),
    { 'Loss/G/loss.mean': [loss(7), null, 8] },
  ],
  maskrcnn: [
    rows(
      8,
      (i) =>
        `2019-01-01 10:00:0${i},123 maskrcnn_benchmark.trainer INFO: eta: 1 day, 2:03:04  iter: ${(i + 1) * 20}  loss: ${loss(i)} (2.3000)  loss_classifier: 0.5 (0.6)  time: 0.5000 (0.6000)  data: 0.0100 (0.0200)  lr: 0.001800  max mem: 3000`,
    ),
    { loss: [loss(7), 160, 8] },
  ],
  speechbrain: [
    rows(8, (i) => `epoch: ${i + 1}, lr: 1.00e-03 - train loss: ${loss(i)} - valid loss: ${loss(i)}, valid PER: 50.1`),
    { 'train loss': [loss(7), 8, 8], 'valid loss': [loss(7), 8, 8], 'valid PER': [50.1, 8, 8] },
  ],
  coqui: [
    blocks(4, (i) => [
      `\u001b[1m   --> TIME: 2021-01-01 10:00:0${i} -- STEP: ${i * 25}/100 -- GLOBAL_STEP: ${(i + 1) * 25}\u001b[0m`,
      `     | > loss: ${loss(i)}  (${loss(i)})`,
      `     | > grad_norm: 1.5000  (1.5000)`,
      `     | > current_lr: 0.001 `,
    ]),
    { loss: [loss(3), 100, 4] },
  ],
  keras_v2: [
    blocks(4, (i) => [
      `Epoch ${i + 1}/4`,
      `938/938 - 3s - 3ms/step - accuracy: ${acc(i)} - loss: ${loss(i)} - val_accuracy: ${acc(i)} - val_loss: ${loss(i)}`,
    ]),
    { loss: [loss(3), 4, 4], val_loss: [loss(3), 4, 4] },
  ],
  keras1: [
    blocks(4, (i) => [
      `Epoch ${i + 1}/4`,
      ` - 3s - loss: ${loss(i)} - acc: ${acc(i)} - val_loss: ${loss(i)} - val_acc: ${acc(i)}`,
    ]),
    { loss: [loss(3), 4, 4], val_acc: [acc(3), 4, 4] },
  ],
  tf_estimator: [
    blocks(6, (i) => [
      `INFO:tensorflow:loss = ${loss(i)}, step = ${i * 100 + 1}${i ? ' (0.345 sec)' : ''}`,
      `INFO:tensorflow:global_step/sec: ${300 + i}.1`,
      ...(i % 3 === 2
        ? [
            `INFO:tensorflow:Saving dict for global step ${i * 100 + 1}: accuracy = ${acc(i)}, global_step = ${i * 100 + 1}, loss = ${loss(i)}`,
          ]
        : []),
    ]),
    { loss: [loss(5), 501, null], accuracy: [acc(5), 501, 2] },
  ],
  maxtext: [
    rows(
      8,
      (i) =>
        `completed step: ${i}, seconds: 0.512, TFLOP/s/device: 100.123, Tokens/s/device: 1234.5, total_weights: 65536, loss: ${loss(i)}`,
    ),
    { loss: [loss(7), 7, 8] },
  ],
  levanter: [
    rows(
      8,
      (i) =>
        `2024-01-01T10:00:0${i} - 0 - levanter.callbacks.progress - progress.py:60 - INFO :: Progress on:train ${i + 1}.0it/10.0kit rate:1.2it/s remaining:02:18:20 elapsed:00:00:0${i} postfix:loss=${loss(i)}`,
    ),
    { loss: [loss(7), 8, 8] },
  ],
  darts: [
    blocks(3, (i) => [
      `08/08 10:00:00 AM epoch ${i} lr 2.500000e-02`,
      `08/08 10:00:01 AM genotype = Genotype(normal=[('sep_conv_3x3', 0), ('skip_connect', 1)], normal_concat=range(2, 6))`,
      ...rows(
        2,
        (k) =>
          `08/08 10:00:02 AM train ${String(k * 50).padStart(3, '0')} ${Number(loss(2 * i + k)).toExponential(6)} ${25 + k}.000000 80.100000`,
      ),
      `08/08 10:00:03 AM train_acc ${45 + i}.600000`,
      `08/08 10:00:04 AM valid ${'000'} ${Number(loss(i)).toExponential(6)} 50.000000 90.000000`,
      `08/08 10:00:05 AM valid_acc ${50 + i}.200000`,
    ]),
    { train_acc: [47.6, null, 3], valid_acc: [52.2, null, 3], loss: [loss(5), 152, 6] },
  ],
  llamafactory: [
    rows(8, (i) =>
      JSON.stringify({
        current_steps: (i + 1) * 10,
        total_steps: 100,
        loss: Number(loss(i)),
        lr: 1e-4,
        epoch: (i + 1) / 10,
        percentage: (i + 1) * 10,
        elapsed_time: '0:00:10',
        remaining_time: '0:01:30',
        throughput: 1234.5,
        total_tokens: 12345,
      }),
    ),
    { loss: [loss(7), 80, 8] },
  ],
  litgpt: [
    rows(
      8,
      (i) => `Epoch 1 | iter ${i + 1} step ${i + 1} | loss train: ${loss(i)}, val: n/a | iter time: 100.12 ms (step)`,
    ),
    { 'loss train': [loss(7), 8, 8] },
  ],
  litgpt2: [
    rows(
      8,
      (i) =>
        `Epoch 1 | iter ${i + 1} step ${i + 1} | loss train: ${loss(i)}, val: ${loss(i)} | iter time: 100.12 ms (step) remaining time: 0:10:00`,
    ),
    { 'loss train': [loss(7), 8, 8], val: [loss(7), 8, 8] },
  ],
  torchtitan: [
    rows(
      8,
      (i) =>
        `[rank0]:[titan] 2024-01-01 10:00:0${i},123 - root - INFO - \u001b[31mstep: ${String(i * 10).padStart(2)}  \u001b[32mloss: ${loss(i).padStart(8)}  \u001b[38;5;208mgrad_norm:  1.2345  \u001b[33mmemory: 30.12GiB(38.01%)  \u001b[34mtps: 7,123  \u001b[36mtflops: 100.12  \u001b[35mmfu: 35.01%\u001b[39m`,
    ),
    { 'rank 0 loss': [loss(7), 70, 8] },
  ],
  composer: [
    blocks(6, (i) => [
      `[batch=${i + 1}/1000]:`,
      `         Train time/batch: ${i}`,
      `         Train time/token: ${i * 2048}`,
      `         Train loss/train/total: ${loss(i)}`,
      `         Train metrics/train/LanguageCrossEntropy: ${loss(i)}`,
      `         Train throughput/tokens_per_sec: 12345.6`,
    ]),
    { 'Train loss/train/total': [loss(5), null, 6] },
  ],
  neox: [
    rows(
      8,
      (i) =>
        ` samples/sec: 12.345 | iteration ${String((i + 1) * 10).padStart(8)}/  320000 | elapsed time per iteration (ms): 123.4 | learning rate: 3.000E-04 | approx flops per GPU: 12.3TFLOPS | lm_loss: ${Number(loss(i)).toExponential(6).toUpperCase()} | loss scale: 1.0 | number of skipped iterations:   0 | number of nan iterations:   0 |`,
    ),
    { lm_loss: [loss(7), 80, 8] },
  ],
  olmo: [
    blocks(6, (i) => [
      `2024-01-01 10:00:0${i}.123\thost:0\tolmo.train:800\tINFO\t[step=${i + 1}/1000,epoch=0]`,
      `    optim/total_grad_norm=1.${i}`,
      `    train/CrossEntropyLoss=${loss(i)}`,
      `    throughput/total_tokens=${20 * (i + 1)},971,520`,
    ]),
    { 'train/CrossEntropyLoss': [loss(5), 6, 6], 'optim/total_grad_norm': [1.5, 6, 6] },
  ],
  flair: [
    blocks(2, (i) => [
      ...rows(
        3,
        (k) =>
          `2021-01-01 10:00:0${k},123 epoch ${i + 1} - iter ${(k + 1) * 10}/30 - loss ${loss(3 * i + k)} - time (sec): 1.23 - samples/sec: 100.12 - lr: 0.100000 - momentum: 0.000000`,
      ),
      `2021-01-01 10:01:00,123 EPOCH ${i + 1} done: loss ${loss(i)} - lr: 0.100000`,
      `2021-01-01 10:01:10,123 DEV : loss ${loss(i)} - f1-score (micro avg)  ${acc(i)}`,
    ]),
    { loss: [null, null, null] },
  ],
  flair_tsv: [
    [
      'EPOCH\tTIMESTAMP\tLEARNING_RATE\tTRAIN_LOSS\tDEV_LOSS\tDEV_F1',
      ...rows(6, (i) => `${i + 1}\t10:00:0${i}\t0.1000\t${loss(i)}\t${loss(i)}\t${acc(i)}`),
    ],
    { TRAIN_LOSS: [loss(5), 6, 6], DEV_LOSS: [loss(5), 6, 6] },
  ],
  fasttext: [
    [
      rows(
        10,
        (i) =>
          `Progress: ${String(i * 10).padStart(5)}.0% words/sec/thread:   12345 lr:  0.0${9 - i}0000 avg.loss:  ${loss(i)}00 ETA:   0h 1m 2s`,
      ).join('\r'),
    ],
    { 'avg.loss': [loss(9), null, 10] },
  ],
  vw: [
    [
      'Num weight bits = 18',
      'learning rate = 0.5',
      'average  since         example        example        current        current  current',
      'loss     last          counter         weight          label        predict features',
      ...rows(
        8,
        (i) =>
          `${loss(i)}00 ${loss(i)}00 ${String(2 ** i).padStart(12)} ${(2 ** i).toFixed(1).padStart(14)}         1.0000         0.0000       51`,
      ),
    ],
    { loss: [loss(7), null, 8] },
  ],
  sklearn_mlp: [rows(8, (i) => `Iteration ${i + 1}, loss = ${loss(i)}0000`), { loss: [loss(7), 8, 8] }],
  sklearn_sgd: [
    blocks(6, (i) => [
      `-- Epoch ${i + 1}`,
      `Norm: 1.2${i}, NNZs: 4, Bias: 0.100000, T: ${100 * (i + 1)}, Avg. loss: ${loss(i)}`,
      `Total training time: 0.0${i} seconds.`,
    ]),
    { 'Avg. loss': [loss(5), 6, 6] },
  ],
  sklearn_gb: [
    [
      '      Iter       Train Loss   Remaining Time ',
      ...rows(9, (i) => `${String(i + 1).padStart(10)} ${loss(i).padStart(16)} ${`${10 - i}.00s`.padStart(16)} `),
    ],
    { 'Train Loss': [loss(8), 9, 9] },
  ],
  sklearn_hgb: [
    rows(8, (i) => `[${i + 1}/100] 1 tree, 31 leaves, max depth = 9, train loss: ${loss(i)}, in 0.012s`),
    { 'train loss': [loss(7), 8, 8] },
  ],
  garage: [
    blocks(4, (i) => [
      `2019-01-01 10:00:00 | [experiment] epoch #${i} | Saving snapshot...`,
      '----------------------------------  --------------',
      `Evaluation/AverageReturn            ${String(-150 + i).padStart(14)}.5`,
      `TotalEnvSteps                       ${4000 * (i + 1)}`,
      `Loss                                ${loss(i)}`,
      '----------------------------------  --------------',
    ]),
    { 'Evaluation/AverageReturn': [-147.5, null, 4] },
  ],
  dopamine: [
    [rows(8, (i) => `Steps executed: ${(i + 1) * 200} Episode length: 200 Return: ${10 + i}.0`).join('\r')],
    { Return: [17, null, 8] },
  ],
  mlagents: [
    rows(
      8,
      (i) =>
        `[INFO] 3DBall. Step: ${(i + 1) * 12000}. Time Elapsed: ${30 * (i + 1)}.123 s. Mean Reward: ${1 + i}.234. Std of Reward: 0.720. Training.`,
    ),
    { 'Mean Reward': [8.234, 96000, 8], 'Std of Reward': [0.72, 96000, 8] },
  ],
  acme: [
    rows(
      8,
      (i) =>
        `I0101 10:00:0${i}.123456 1400 terminal.py:91] [Learner] Learner Steps = ${(i + 1) * 100} | Learner Walltime = 1.${i} | Loss = ${loss(i)}`,
    ),
    { Loss: [loss(7), 800, 8] },
  ],
  dreamer: [
    rows(8, (i) => `[${(i + 1) * 1000}] kl_loss 3.1 / image_loss ${loss(i)} / train_return ${10 + i}.0`),
    { image_loss: [loss(7), 8000, 8], train_return: [17, 8000, 8] },
  ],
  pfrl_scores: [
    [
      'steps\tepisodes\telapsed\tmean\tmedian\tstdev\tmax\tmin\taverage_q1\taverage_loss',
      ...rows(8, (i) => `${(i + 1) * 1000}\t${i}\t${i * 12.5}\t${10 + i}\t10\t1\t12\t8\t0.1\t${loss(i)}`),
    ],
    { mean: [17, 8000, 8], average_loss: [loss(7), 8000, 8] },
  ],
  pfrl_log: [
    blocks(6, (i) => [
      `INFO:pfrl.experiments.train_agent:outdir:results step:${(i + 1) * 100} episode:${i} R:${10 + i}.0`,
      `INFO:pfrl.experiments.train_agent:statistics:[('average_q', 0.1), ('average_loss', ${loss(i)}), ('cumulative_steps', 100)]`,
    ]),
    { R: [15, 600, 6] },
  ],
  chainer: [
    [
      'epoch       main/loss   validation/main/loss  main/accuracy  elapsed_time',
      ...rows(
        8,
        (i) =>
          `\u001b[J${String(i + 1).padEnd(10)}  ${loss(i).padEnd(10)}  ${loss(i).padEnd(20)}  ${acc(i).padEnd(13)}  ${i * 10}.5`,
      ),
    ],
    { 'main/loss': [loss(7), 8, 8], 'validation/main/loss': [loss(7), 8, 8] },
  ],
  mxnet: [
    blocks(3, (i) => [
      ...rows(
        2,
        (k) => `INFO:root:Epoch[${i}] Batch [${(k + 1) * 20}]\tSpeed: 1234.56 samples/sec\taccuracy=${acc(2 * i + k)}`,
      ),
      `INFO:root:Epoch[${i}] Train-accuracy=${acc(i)}`,
      `INFO:root:Epoch[${i}] Time cost=12.345`,
      `INFO:root:Epoch[${i}] Validation-accuracy=${acc(i)}`,
    ]),
    { accuracy: [acc(5), 120, 6], 'Validation-accuracy': [acc(2), 120, 3] },
  ],
  gluon: [
    rows(6, (i) => `INFO:root:[Epoch ${i}] training: accuracy=${acc(i)}\tloss=${loss(i)}`),
    { loss: [loss(5), 5, 6], accuracy: [acc(5), 5, 6] },
  ],
  julia: [
    blocks(6, (i) => ['┌ Info: train', `│   epoch = ${i}`, `│   loss = ${loss(i)}`, `└   accuracy = ${acc(i)}`]),
    { loss: [loss(5), 5, 6], accuracy: [acc(5), 5, 6] },
  ],
  candle: [
    rows(
      6,
      (i) => `${String(i + 1).padStart(4)} train loss: ${loss(i).padStart(8)} test acc: ${(90 + i / 10).toFixed(2)}%`,
    ),
    { 'train loss': [loss(5), 6, 6], 'test acc': [90.5, 6, 6] },
  ],
  sacred: [
    [
      JSON.stringify({
        'training.loss': {
          steps: list(10, (i) => i * 10),
          timestamps: rows(10, (i) => `2024-01-01T10:00:0${i}.000000`),
          values: list(10, (i) => Number(loss(i))),
        },
      }),
    ],
    { 'training.loss': [loss(9), 90, 10] },
  ],
  ignite: [
    blocks(4, (i) => [
      `Training Results - Epoch: ${i + 1}  Avg accuracy: ${acc(i)} Avg loss: ${loss(i)}`,
      `Validation Results - Epoch: ${i + 1}  Avg accuracy: ${acc(i)} Avg loss: ${loss(i)}`,
    ]),
    { 'Avg loss': [loss(3), 4, 4], 'val/Avg loss': [loss(3), 4, 4] },
  ],
  pyg: [
    rows(
      8,
      (i) =>
        `Epoch: ${String(i + 1).padStart(3, '0')}, Loss: ${loss(i)}, Train: ${acc(i)}, Val: ${acc(i)}, Test: ${acc(i)}`,
    ),
    { Loss: [loss(7), 8, 8], Train: [acc(7), 8, 8], Test: [acc(7), 8, 8] },
  ],
  ogb: [
    rows(
      8,
      (i) =>
        `Run: 01, Epoch: ${String(i + 1).padStart(2, '0')}, Loss: ${loss(i)}, Train: ${50 + i}.00%, Valid: ${45 + i}.00% Test: ${44 + i}.00%`,
    ),
    { 'run 1 Loss': [loss(7), 8, 8], 'run 1 Valid': [52, 8, 8] },
  ],
  dgl: [
    rows(
      8,
      (i) =>
        `Epoch ${String(i).padStart(5, '0')} | Time(s) 0.0123 | Loss ${loss(i)} | TrainAcc ${acc(i)} | ValAcc ${acc(i)} | ETputs(KTEPS) 12.34`,
    ),
    { Loss: [loss(7), 7, 8], TrainAcc: [acc(7), 7, 8] },
  ],
  reinforce: [
    rows(8, (i) => `Episode ${(i + 1) * 10}\tLast reward: ${15 + i}.00\tAverage reward: ${11 + i}.42`),
    { 'Last reward': [22, 80, 8], 'Average reward': [18.42, 80, 8] },
  ],
  optuna: [
    rows(
      8,
      (i) =>
        `[I 2024-01-01 10:00:0${i},123] Trial ${i} finished with value: ${loss(i)} and parameters: {'x': 1.2${i}, 'n': 3}. Best is trial ${i} with value: ${loss(i)}.`,
    ),
    { value: [loss(7), 7, 8] },
  ],
  hyperopt: [
    [
      rows(8, (i) => ` ${i * 10}%|██████████| ${i + 1}/10 [00:00<00:00, 12.3trial/s, best loss: ${loss(i)}]`).join(
        '\r',
      ),
    ],
    { 'best loss': [loss(7), 8, 8] },
  ],
  bentrevett: [
    blocks(5, (i) => [
      `Epoch: ${String(i + 1).padStart(2, '0')} | Time: 0m 34s`,
      `\tTrain Loss: ${loss(i)} | Train PPL: 150.123`,
      `\t Val. Loss: ${loss(i)} |  Val. PPL: 140.123`,
    ]),
    { 'Train Loss': [loss(4), 5, 5], 'Val. Loss': [loss(4), 5, 5] },
  ],
  yunjey: [
    blocks(2, (i) => rows(3, (k) => `Epoch [${i + 1}/2], Step [${(k + 1) * 100}/300], Loss: ${loss(3 * i + k)}`)),
    { Loss: [loss(5), 600, 6] },
  ],
  micrograd: [
    rows(8, (i) => `step ${i} loss ${loss(i)}, accuracy ${50 + i}.0%`),
    { loss: [loss(7), 7, 8], accuracy: [57, 7, 8] },
  ],
  modded: [
    blocks(8, (i) => [
      `step:${i + 1}/1390 train_loss:${loss(i)} train_time:1234ms step_avg:60.50ms`,
      ...(i % 4 === 3 ? [`step:${i + 1}/1390 val_loss:${loss(i)} train_time:1234ms step_avg:60.50ms`] : []),
    ]),
    { train_loss: [loss(7), 8, 8], val_loss: [loss(7), 8, 2] },
  ],
  tinygrad: [
    [
      rows(
        8,
        (i) =>
          `loss: ${loss(i)} test_accuracy: ${90 + i}.50%: ${i * 10}%|████      | ${i + 1}/70 [00:0${i}<00:10, 10.1it/s]`,
      ).join('\r'),
    ],
    { loss: [loss(7), 8, 8], test_accuracy: [97.5, 8, 8] },
  ],
  dllogger: [
    rows(
      8,
      (i) =>
        `DLL 2021-01-01 10:00:0${i}.123456 - Training Epoch: 0 Training Iteration: ${i + 1}  average_loss : ${loss(i)}  learning_rate : 0.001 `,
    ),
    { average_loss: [loss(7), 8, 8] },
  ],
  dllogger_json: [
    rows(
      8,
      (i) =>
        `DLLL {"timestamp": "170000000${i}.0", "datetime": "2021-01-01 10:00:00.1", "elapsedtime": "1.2", "type": "LOG", "step": [0, ${i + 1}], "data": {"loss": ${loss(i)}}}`,
    ),
    { 'data.loss': [loss(7), null, 8] },
  ],
  mllog: [
    rows(
      6,
      (i) =>
        `:::MLLOG {"namespace": "", "time_ms": 170000000${i}000, "event_type": "POINT_IN_TIME", "key": "eval_accuracy", "value": ${acc(i)}, "metadata": {"file": "train.py", "lineno": 12, "epoch_num": ${i + 1}}}`,
    ),
    { eval_accuracy: [acc(5), 6, 6] },
  ],
  logfmt: [
    rows(
      8,
      (i) =>
        `ts=2024-01-01T10:00:0${i}Z level=info msg="train step" step=${(i + 1) * 10} loss=${loss(i)} acc=${acc(i)}`,
    ),
    { loss: [loss(7), 80, 8], acc: [acc(7), 80, 8] },
  ],
  docker_json: [
    rows(8, (i) =>
      JSON.stringify({
        log: `epoch ${i} loss ${loss(i)}\n`,
        stream: 'stdout',
        time: `2024-01-01T10:00:0${i}.123456789Z`,
      }),
    ),
    { loss: [loss(7), 7, 8] },
  ],
  cri: [
    rows(8, (i) => `2024-01-01T10:00:0${i}.123456789Z stdout F epoch ${i} loss ${loss(i)}`),
    { loss: [loss(7), 7, 8] },
  ],
  actions: [rows(8, (i) => `2024-01-01T10:00:0${i}.1234567Z epoch ${i} loss ${loss(i)}`), { loss: [loss(7), 7, 8] }],
  srun: [blocks(8, (i) => [`0: epoch ${i} loss ${loss(i)}`]), { loss: [loss(7), 7, 8] }],
  kubectl: [rows(8, (i) => `[pod/train-0/main] epoch ${i} loss ${loss(i)}`), { loss: [loss(7), 7, 8] }],
  compose: [rows(8, (i) => `trainer-1  | epoch ${i} loss ${loss(i)}`), { loss: [loss(7), 7, 8] }],
  gluonts: [
    [...rows(5, (i) => `100%|██████████| 50/50 [00:04<00:00, 10.91it/s, epoch=${i + 1}/5, avg_epoch_loss=${loss(i)}]`)],
    { avg_epoch_loss: [loss(4), null, 5] },
  ],
  tabnet: [
    rows(8, (i) => `epoch ${i}  | loss: ${loss(i)} | train_auc: ${acc(i)} | valid_auc: ${acc(i)} |  0:00:0${i}s`),
    { loss: [loss(7), 7, 8], valid_auc: [acc(7), 7, 8] },
  ],
  deepmd: [
    [
      '#  step      rmse_val    rmse_trn    rmse_e_val  rmse_e_trn         lr',
      ...rows(
        8,
        (i) =>
          `   ${String(i * 100).padStart(6)}      ${Number(loss(i)).toExponential(2)}    1.7e+01      1.7e+00  1.7e+00    1.0e-03`,
      ),
    ],
    { rmse_val: [Number(Number(loss(7)).toExponential(2)), 700, 8] },
  ],
  schnet: [
    [
      'Time,Learning rate,Train loss,Validation loss,energy_MAE',
      ...rows(8, (i) => `${1700000000.5 + i * 10},0.0001,${loss(i)},${loss(i)},0.5`),
    ],
    { 'Train loss': [loss(7), 70, 8] },
  ],
  mace: [
    rows(
      8,
      (i) =>
        `2024-01-01 10:00:0${i}.123 INFO: Epoch ${i}: loss=${loss(i).padStart(8)}, RMSE_E_per_atom=    12.3 meV, RMSE_F=    45.6 meV / A`,
    ),
    { loss: [loss(7), 7, 8], RMSE_E_per_atom: [12.3, 7, 8], RMSE_F: [45.6, 7, 8] },
  ],
  llamacpp: [
    rows(
      8,
      (i) =>
        `train_opt_callback: iter=${String(i).padStart(6)} sample=${i * 4 + 1}/1000 sched=0.100000 loss=${loss(i)} dt=00:00:10 eta=00:10:00 |->`,
    ),
    { loss: [loss(7), 7, 8] },
  ],
  kohya: [
    [
      rows(
        8,
        (i) => `steps:  ${i}%|█         | ${(i + 1) * 10}/1000 [01:00<09:00,  1.66it/s, avr_loss=${loss(i)}]`,
      ).join('\r'),
    ],
    { avr_loss: [loss(7), 80, 8] },
  ],
  nerf: [
    rows(8, (i) => `[TRAIN] Iter: ${(i + 1) * 100} Loss: ${loss(i)}  PSNR: ${15 + i}.1`),
    { 'train/Loss': [loss(7), 800, 8], 'train/PSNR': [22.1, 800, 8] },
  ],
  gsplat: [
    [...rows(3, (i) => `[ITER ${(i + 1) * 7000}] Evaluating test: L1 0.0${i}2 PSNR ${25 + i}.1`)],
    { 'test/PSNR': [27.1, 21000, 3] },
  ],
  dlc: [rows(8, (i) => `iteration: ${(i + 1) * 500} loss: ${loss(i)} lr: 0.005`), { loss: [loss(7), 4000, 8] }],
  dlc_csv: [rows(8, (i) => `${(i + 1) * 500},${loss(i)},0.005`), { 'column 2': [loss(7), 4000, 8] }],
  nnunet: [
    blocks(4, (i) => [
      '2024-01-01 10:00:00.123456: ',
      `2024-01-01 10:00:00.123456: Epoch ${i} `,
      '2024-01-01 10:00:00.123456: Current learning rate: 0.01 ',
      `2024-01-01 10:00:30.123456: train_loss ${(-0.2 - i / 10).toFixed(4)} `,
      `2024-01-01 10:00:30.123456: val_loss ${(-0.3 - i / 10).toFixed(4)} `,
      `2024-01-01 10:00:30.123456: Pseudo dice [0.5${i}, 0.6${i}] `,
      '2024-01-01 10:00:30.123456: Epoch time: 30.12 s ',
    ]),
    { train_loss: [-0.5, 3, 4], val_loss: [-0.6, 3, 4] },
  ],
  monai: [
    blocks(3, (i) => [
      '----------',
      `epoch ${i + 1}/3`,
      ...rows(2, (k) => `${k + 1}/2, train_loss: ${loss(2 * i + k)}`),
      `epoch ${i + 1} average loss: ${loss(i)}`,
      `current epoch: ${i + 1} current mean dice: ${acc(i)} best mean dice: ${acc(i)} at epoch ${i + 1}`,
    ]),
    { train_loss: [loss(5), 6, 6] },
  ],
  smp: [
    blocks(3, (i) => [
      `Epoch: ${i}`,
      `train: 100%|██████████| 46/46 [00:20<00:00,  2.25it/s, dice_loss - ${loss(i)}, iou_score - ${acc(i)}]`,
      `valid: 100%|██████████| 101/101 [00:10<00:00, 10.1it/s, dice_loss - ${loss(i)}, iou_score - ${acc(i)}]`,
    ]),
    { dice_loss: [loss(2), null, 3], 'valid/dice_loss': [loss(2), null, 3] },
  ],
  catalyst: [
    blocks(3, (i) => [
      `train (${i + 1}/3) loss: ${loss(i)} | loss/mean: ${loss(i)} | lr: 0.001`,
      `valid (${i + 1}/3) loss: ${loss(i)} | loss/mean: ${loss(i)}`,
      `* Epoch (${i + 1}/3) `,
    ]),
    { 'train/loss': [loss(2), 3, 3], 'valid/loss': [loss(2), 3, 3] },
  ],
  paddlenlp: [
    rows(
      8,
      (i) =>
        `global step ${(i + 1) * 10}, epoch: 1, batch: ${(i + 1) * 10}, loss: ${loss(i)}, accu: ${acc(i)}, speed: 10.12 step/s`,
    ),
    { loss: [loss(7), 80, 8] },
  ],
  onmt_tf: [
    rows(
      8,
      (i) =>
        `2020-01-01 10:00:00.123000: I runner.py:281] Step = ${(i + 1) * 100} ; steps/s = 1.20, source words/s = 12345, target words/s = 12345 ; Learning rate = 0.000100 ; Loss = ${loss(i)}`,
    ),
    { Loss: [loss(7), 800, 8] },
  ],
  joeynmt: [
    rows(
      8,
      (i) =>
        `2024-01-01 10:00:0${i},123 - INFO - joeynmt.training - Epoch   1, Step:      ${(i + 1) * 100}, Batch Loss:     ${loss(i)}, Batch Acc: 0.1, Tokens per Sec:     1234, Lr: 0.000500`,
    ),
    { 'Batch Loss': [loss(7), 800, 8] },
  ],
  joeynmt_valid: [
    rows(8, (i) => `Steps: ${(i + 1) * 1000}\tLoss: ${loss(i)}\tPPL: 12.34567\tbleu: 1.23\tLR: 0.00030000\t*`),
    { Loss: [loss(7), 8000, 8], bleu: [1.23, 8000, 8] },
  ],
  axon: [
    [rows(8, (i) => `Epoch: 0, Batch: ${i * 50}, accuracy: ${acc(i)} loss: ${loss(i)}`).join('\r')],
    { loss: [loss(7), 350, 8] },
  ],
  libkge: [
    rows(
      8,
      (i) =>
        `{entry_id: ab-cd, event: epoch_completed, job: train, type: KvsAll, scope: epoch, epoch: ${i + 1}, avg_loss: ${loss(i)}, avg_penalty: 0.0, timestamp: 170000000${i}.5}`,
    ),
    { avg_loss: [loss(7), 8, 8] },
  ],
  recbole: [
    blocks(5, (i) => [
      `01 Jan 10:00    INFO  epoch ${i} training [time: 1.20s, train loss: ${loss(i)}]`,
      `01 Jan 10:00    INFO  epoch ${i} evaluating [time: 0.50s, valid_score: ${acc(i)}]`,
      '01 Jan 10:00    INFO  valid result: ',
      `recall@10 : ${acc(i)}    mrr@10 : ${acc(i)}`,
    ]),
    { 'train loss': [loss(4), 4, 5], valid_score: [acc(4), 4, 5], 'recall@10': [acc(4), 4, 5] },
  ],
  wandb_summary: [
    [
      ...rows(6, (i) => `epoch ${i} loss ${loss(i)}`),
      'wandb: ',
      'wandb: Run history:',
      'wandb:  loss █▇▅▃▂▁',
      'wandb: ',
      'wandb: Run summary:',
      'wandb:  loss 0.96',
      'wandb: ',
      'wandb: 🚀 View run proud-sun-1 at: https://wandb.ai/a/b/runs/abc123',
      'wandb: Synced 5 W&B file(s), 0 media file(s), 0 artifact file(s) and 0 other file(s)',
    ],
    { loss: [null, 5, null] },
  ],
  openrlhf: [
    [
      rows(
        8,
        (i) =>
          `Train step of epoch [1/1]:  ${i}%|█         | ${i + 1}/100 [00:10<09:00,  1.66s/it, policy_loss=${loss(i)}, reward=${acc(i)}, kl=0.01]`,
      ).join('\r'),
    ],
    { policy_loss: [loss(7), 8, 8], reward: [acc(7), 8, 8] },
  ],
  llama_recipes: [
    [
      rows(
        8,
        (i) =>
          `Training Epoch: 1/3, step ${i}/100 completed (loss: ${loss(i)}):  ${i}%|█         | ${i + 1}/100 [00:10<09:00,  1.66s/it]`,
      ).join('\r'),
      'Epoch 1: train_perplexity=2.1, train_epoch_loss=0.7, epoch time 12.3s',
    ],
    { loss: [loss(7), null, 8] },
  ],
  open_clip: [
    blocks(2, (i) => [
      ...rows(
        3,
        (k) =>
          `2024-01-01,10:00:0${k} | INFO | Train Epoch: ${i} [${String((k + 1) * 256).padStart(6)}/768 (${k * 33}%)] Data (t): 1.234 Batch (t): 2.345, 109.123/s, 109.123/s/gpu LR: 0.000001 Logit Scale: 14.286 Contrastive_loss: ${loss(3 * i + k)} (5.5) Loss: ${loss(3 * i + k)} (5.5)`,
      ),
      `2024-01-01,10:01:00 | INFO | Eval Epoch: ${i + 1} imagenet-zeroshot-val-top1: ${acc(i)}\timagenet-zeroshot-val-top5: ${acc(i)}`,
    ]),
    { Loss: [loss(5), null, 6], 'eval/imagenet-zeroshot-val-top1': [acc(1), null, 2] },
  ],
  swin: [
    blocks(2, (i) => [
      ...rows(
        3,
        (k) =>
          `[2021-01-01 10:00:0${k} swin_tiny] (main.py 226): INFO Train: [${i}/300][${k * 10}/30]\teta 1:00:00 lr 0.000001\ttime 1.2345 (1.3000)\tloss ${loss(3 * i + k)} (6.9500)\tgrad_norm 1.2000 (1.3000)\tmem 1234MB`,
      ),
      `[2021-01-01 10:01:00 swin_tiny] (main.py 277): INFO  * Acc@1 ${70 + i}.100 Acc@5 90.100`,
    ]),
    { 'train/loss': [loss(5), 50, 6], 'Acc@1': [71.1, 50, 2] },
  ],
  dinov2: [
    rows(
      8,
      (i) =>
        `I20240101 10:00:0${i} 1234 dinov2 helpers.py:102] Training  [${String(i * 10).padStart(6)}/125000]  eta: 1 day, 2:03:04  lr: 0.0000 (0.0000)  total_loss: ${loss(i)} (11.1000)  time: 0.512000  data: 0.012000  max mem: 30000`,
    ),
    { total_loss: [loss(7), 70, 8] },
  ],
  ijepa_csv: [
    [
      'epoch,itr,loss,mask-A,mask-B,time (ms)',
      ...blocks(2, (i) => rows(4, (k) => `${i + 1},${k},${loss(4 * i + k)},61.0,12.0,512`)),
    ],
    { loss: [loss(7), 7, 8] },
  ],
  yolox: [
    blocks(2, (i) =>
      rows(
        3,
        (k) =>
          `2021-01-01 10:00:0${k} | INFO     | yolox.core.trainer:250 - epoch: ${i + 1}/300, iter: ${(k + 1) * 10}/30, mem: 1234Mb, iter_time: 0.512s, data_time: 0.112s, total_loss: ${loss(3 * i + k)}, iou_loss: 4.5, l1_loss: 0.0, conf_loss: 7.1, cls_loss: 2.1, lr: 1.000e-07, size: 640, ETA: 1:00:00`,
      ),
    ),
    { total_loss: [loss(5), 60, 6], iou_loss: [4.5, 60, 6] },
  ],
  effdet: [
    [
      rows(
        8,
        (i) =>
          `Step: ${i}. Epoch: 0/500. Iteration: ${i + 1}/586. Cls loss: ${loss(i)}. Reg loss: 0.51234. Total loss: ${loss(i)}:   ${i}%|▏         | ${i + 1}/586 [00:10<09:00,  1.66s/it]`,
      ).join('\r'),
    ],
    { 'Cls loss': [loss(7), null, 8], 'Total loss': [loss(7), null, 8] },
  ],
  mindspore: [
    blocks(2, (i) => [
      ...rows(3, (k) => `epoch: ${i + 1} step: ${k + 1}, loss is ${loss(3 * i + k)}`),
      'Train epoch time: 12345.678 ms, per step time: 6.584 ms',
    ]),
    { loss: [loss(5), 6, 6] },
  ],
  theano: [
    blocks(6, (i) => [`epoch ${i + 1}, minibatch 100/100, validation error ${(10 - i).toFixed(6)} %`]),
    { 'validation error': [5, null, 6] },
  ],
  deap: [
    [
      'gen\tnevals\tavg    \tstd    \tmin\tmax',
      ...rows(8, (i) => `${i}  \t300   \t${loss(i)}\t1.2345\t${i}  \t${30 + i}`),
    ],
    { avg: [loss(7), 7, 8], max: [37, 7, 8] },
  ],
  neat: [
    blocks(5, (i) => [
      '',
      ` ****** Running generation ${i} ****** `,
      '',
      `Population's average fitness: ${acc(i)} stdev: 0.31234`,
      `Best fitness: ${3 + i}.00000 - size: (1, 2) - species 1 - id 12`,
      `Average adjusted fitness: ${acc(i)}`,
    ]),
    { 'Best fitness': [7, 4, 5], "Population's average fitness": [acc(4), 4, 5] },
  ],
  matlab: [
    [
      '|========================================================================================|',
      '|  Epoch  |  Iteration  |  Time Elapsed  |  Mini-batch  |  Mini-batch  |  Base Learning  |',
      '|         |             |   (hh:mm:ss)   |   Accuracy   |     Loss     |      Rate       |',
      '|========================================================================================|',
      ...rows(
        6,
        (i) =>
          `|       1 | ${String(i * 50 || 1).padStart(11)} |       00:00:0${i} | ${`${10 + i}.16%`.padStart(12)} | ${loss(i).padStart(12)} | ${'0.0100'.padStart(15)} |`,
      ),
      '|========================================================================================|',
    ],
    { 'Mini-batch Loss': [loss(5), 250, 6], 'Mini-batch Accuracy': [15.16, 250, 6] },
  ],
  matlab_trainnet: [
    [
      '    Iteration    Epoch    TimeElapsed    LearnRate    TrainingLoss    ValidationLoss',
      '    _________    _____    ___________    _________    ____________    ______________',
      '            0        0       00:00:00        0.001                          2.3812',
      ...rows(
        6,
        (i) =>
          `${String(i * 50 || 1).padStart(13)}${String(i).padStart(9)}${`00:00:0${i}`.padStart(15)}${'0.001'.padStart(13)}${loss(i).padStart(16)}${i % 3 === 2 ? loss(i).padStart(18) : ''}`,
      ),
    ],
    { TrainingLoss: [loss(5), 250, 6], ValidationLoss: [loss(5), 250, 3] },
  ],
  dl4j: [
    rows(
      6,
      (i) => `10:00:0${i}.123 [main] INFO  o.d.o.l.ScoreIterationListener - Score at iteration ${i * 10} is ${loss(i)}`,
    ),
    { Score: [loss(5), 50, 6] },
  ],
  cntk: [
    blocks(2, (i) => [
      ...rows(
        2,
        (k) =>
          ` Epoch[ ${i + 1} of 2]-Minibatch[${String(k * 10 + 1).padStart(4)}-${String(k * 10 + 10).padStart(4)}, 1.00%]: CrossEntropy = ${loss(2 * i + k)} * 640; EvalError = 0.90000000 * 640; time = 0.5s; samplesPerSecond = 1234.5`,
      ),
      `Finished Epoch[ ${i + 1} of 2]: [Training] CrossEntropy = ${loss(i)} * 60000; EvalError = 0.1 * 60000; totalSamplesSeen = ${60000 * (i + 1)}; learningRatePerSample = 0.003; epochTime=1.2s`,
    ]),
    { CrossEntropy: [null, null, null] },
  ],
  purejaxrl: [
    rows(8, (i) => `global step=${(i + 1) * 128}, episodic return=${20 + i}.0`),
    { 'episodic return': [27, 1024, 8] },
  ],
  brax: [rows(8, (i) => `steps: ${i * 1000}, reward: ${loss(i)}`), { reward: [loss(7), 7000, 8] }],
  kerasrl: [
    rows(
      8,
      (i) =>
        `  ${String((i + 1) * 20).padStart(4)}/50000: episode: ${i + 1}, duration: 0.123s, episode steps:  20, steps per second: 200, episode reward: ${20 + i}.000, mean reward:  1.000 [ 1.000,  1.000], mean action: 0.500 [0.000, 1.000],  loss: ${loss(i)}, mae: 0.6, mean_q: 0.7`,
    ),
    { 'episode reward': [27, null, 8], loss: [loss(7), null, 8] },
  ],
  dqnzoo: [
    [
      'iteration,frame,eval_episode_return,train_episode_return,train_num_episodes,eval_frame_rate',
      ...rows(6, (i) => `${i},${(i + 1) * 1000000},${10 + i}.5,${9 + i}.5,12,1234.5`),
    ],
    { eval_episode_return: [15.5, 5, 6] },
  ],
  rllib_csv: [
    [
      'episode_reward_max,episode_reward_mean,timesteps_total,training_iteration,hist_stats/episode_reward,config/lr,date,done,experiment_id',
      ...rows(
        6,
        (i) =>
          `20.0,${10 + i}.5,${(i + 1) * 4000},${i + 1},"[10.0, 12.0, 11.0]",0.001,2024-01-01_10-00-0${i},False,abc123`,
      ),
    ],
    { episode_reward_mean: [15.5, 6, 6] },
  ],
  summary_writer_json: [['[[1700000000.5, 10, 0.5], [1700000001.5, 20, 0.25]]'], { value: [0.25, 20, 2] }],
  yolov7: [
    rows(
      6,
      (i) =>
        `     ${i}/299     10.1G   0.0${8 - i}123   0.02123  0.03123   0.1312       50       640   0.1  0.2  0.05  0.01  0.04  0.03  0.02`,
    ),
    { box: [0.03123, 5, 6], 'mAP@.5': [0.05, 5, 6], 'val/cls': [0.02, 5, 6] },
  ],
  deepxde: [
    [
      'Step      Train loss              Test loss               Test metric',
      ...rows(
        6,
        (i) => `${String(i * 1000).padEnd(9)} [${loss(i)}, 3.40e-01]    [${loss(i)}, 3.40e-01]    [${acc(i)}]`,
      ),
    ],
    { 'Train loss.0': [loss(5), 5000, 6], 'Test metric': [acc(5), 5000, 6] },
  ],
  print_tuple: [rows(6, (i) => `(${i}, ${loss(i)})`), {}],
  print_bare_two: [rows(6, (i) => `${i} ${loss(i)}`), { 'column 2': [loss(5), 5, 6] }],
  makemore: [rows(6, (i) => `${String(i * 10000).padStart(7)}/ 200000: ${loss(i)}`), {}],
  numpy_print: [rows(6, (i) => `step ${i} loss [${loss(i)}]`), { loss: [loss(5), 5, 6] }],
  tensor_grad: [rows(6, (i) => `${i} tensor(${loss(i)}, grad_fn=<NllLossBackward0>)`), { 'column 2': [loss(5), 5, 6] }],
  tensor_named: [
    rows(6, (i) => `epoch ${i} loss tensor(${loss(i)}, device='cuda:0', grad_fn=<MeanBackward0>)`),
    { loss: [loss(5), 5, 6] },
  ],
  jax_array: [
    rows(6, (i) => `step ${i}, loss: Array(${loss(i)}, dtype=float32), acc ${acc(i)}`),
    { loss: [loss(5), 5, 6], acc: [acc(5), 5, 6] },
  ],
  dict_print: [
    rows(6, (i) => `{'epoch': ${i}, 'loss': tensor(${loss(i)}), 'acc': np.float64(${acc(i)})}`),
    { loss: [loss(5), 5, 6], acc: [acc(5), 5, 6] },
  ],
  fstring_eq: [
    rows(6, (i) => `epoch=${i} loss.item()=${loss(i)} acc=${acc(i)}`),
    { loss: [loss(5), 5, 6], acc: [acc(5), 5, 6] },
  ],
  tags_chinese: [
    rows(6, (i) => `轮次 ${i}，损失：${loss(i)}，准确率：${acc(i)}`),
    { 损失: [loss(5), 5, 6], 准确率: [acc(5), 5, 6] },
  ],
  percent_progress: [rows(6, (i) => `[${i * 10}%] Epoch ${i}: train_loss=${loss(i)}`), { train_loss: [loss(5), 5, 6] }],
  emoji: [
    rows(6, (i) => `🚀 Epoch ${i} ✅ loss: ${loss(i)} 📈 acc: ${acc(i)}`),
    { loss: [loss(5), 5, 6], acc: [acc(5), 5, 6] },
  ],
  arrow: [rows(6, (i) => `Epoch ${i} -> loss ${loss(i)} | acc ${acc(i)}`), { loss: [loss(5), 5, 6] }],
  time_ago: [rows(6, (i) => `${i}m ${i}s (${(i + 1) * 5000} ${(i + 1) * 10}%) ${loss(i)}`), {}],
  pt_seq2seq: [rows(6, (i) => `0m ${i}s (- 4m 3s) (${i + 1} ${(i + 1) * 10}%) ${loss(i)}`), {}],
  charrnn: [
    rows(6, (i) => `Epoch: ${i}/10... Step: ${(i + 1) * 10}... Loss: ${loss(i)}... Val Loss: ${loss(i)}`),
    { Loss: [loss(5), 60, 6], 'Val Loss': [loss(5), 60, 6] },
  ],
  iter_hash: [rows(6, (i) => `Iter #${i} Loss: ${loss(i)}`), { Loss: [loss(5), 5, 6] }],
  at_iteration: [rows(6, (i) => `At iteration ${i * 100} the loss is ${loss(i)}`), { loss: [loss(5), 500, 6] }],
  loss_at: [rows(6, (i) => `Loss at step ${i * 100}: ${loss(i)}`), { Loss: [loss(5), 500, 6] }],
  train_pipe_val: [
    rows(
      6,
      (i) => `Epoch ${i} | Train Loss: ${loss(i)} | Val Loss: ${loss(i)} | Train Acc: ${acc(i)} | Val Acc: ${acc(i)}`,
    ),
    { 'Train Loss': [loss(5), 5, 6], 'Val Acc': [acc(5), 5, 6] },
  ],
  train_slash: [rows(6, (i) => `Epoch ${i}: loss ${loss(i)}/${loss(i)} (train/val)`), {}],
  ghost_yaml: [
    blocks(6, (i) => [`- epoch: ${i}`, `  loss: ${loss(i)}`, `  acc: ${acc(i)}`]),
    { loss: [loss(5), 5, 6], acc: [acc(5), 5, 6] },
  ],
  pprint_dict: [
    blocks(4, (i) => [
      `{'Loss/classification_loss': ${loss(i)},`,
      ` 'Loss/total_loss': ${loss(i)},`,
      ` 'step': ${i * 100}}`,
    ]),
    { 'Loss/total_loss': [loss(3), 300, 4] },
  ],
  tf_od: [
    blocks(4, (i) => [
      `INFO:tensorflow:Step ${(i + 1) * 100} per-step time 0.512s`,
      `INFO:tensorflow:{'Loss/classification_loss': ${loss(i)},`,
      ` 'Loss/total_loss': ${loss(i)},`,
      ` 'learning_rate': 0.04}`,
    ]),
    { 'Loss/total_loss': [loss(3), 400, 4] },
  ],
  sb3_stdout: [
    blocks(3, (i) => [
      '---------------------------------',
      '| rollout/           |          |',
      '|    ep_len_mean     | 22.3     |',
      `|    ep_rew_mean     | ${20 + i}.3     |`,
      '| time/              |          |',
      '|    fps             | 1234     |',
      `|    iterations      | ${i + 1}        |`,
      '|    time_elapsed    | 1        |',
      `|    total_timesteps | ${(i + 1) * 2048}     |`,
      '---------------------------------',
    ]),
    { 'rollout/ep_rew_mean': [22.3, 6144, 3] },
  ],

  j_trailing_comma: [rows(6, (i) => `{"step": ${i}, "loss": ${loss(i)}},`), { loss: [loss(5), 5, 6] }],
  j_single_quotes: [
    rows(6, (i) => `{'step': ${i}, 'loss': ${loss(i)}, 'ok': True, 'x': None}`),
    { loss: [loss(5), 5, 6] },
  ],
  j_pretty_seq: [blocks(4, (i) => ['{', `  "step": ${i},`, `  "loss": ${loss(i)}`, '}']), { loss: [loss(3), 3, 4] }],
  j_concat: [[rows(6, (i) => `{"step": ${i}, "loss": ${loss(i)}}`).join('')], { loss: [loss(5), 5, 6] }],
  j_rs: [rows(6, (i) => `\u001e{"step": ${i}, "loss": ${loss(i)}}`), { loss: [loss(5), 5, 6] }],
  j_nested_array_metrics: [
    rows(6, (i) =>
      JSON.stringify({
        step: i,
        metrics: [
          { name: 'loss', value: Number(loss(i)) },
          { name: 'acc', value: Number(acc(i)) },
        ],
      }),
    ),
    { loss: [loss(5), 5, 6], acc: [acc(5), 5, 6] },
  ],
  j_metric_value: [
    blocks(6, (i) => [
      JSON.stringify({ step: i, metric: 'loss', value: Number(loss(i)) }),
      JSON.stringify({ step: i, metric: 'acc', value: Number(acc(i)) }),
    ]),
    { loss: [loss(5), 5, 6], acc: [acc(5), 5, 6] },
  ],
  j_tag_scalar: [
    rows(6, (i) => JSON.stringify({ tag: 'train/loss', step: i, value: Number(loss(i)), wall_time: 1700000000 + i })),
    { 'train/loss': [loss(5), 5, 6] },
  ],
  j_map_by_step: [
    [
      JSON.stringify(
        Object.fromEntries(list(6, (i) => [String(i * 10), { loss: Number(loss(i)), acc: Number(acc(i)) }])),
      ),
    ],
    { loss: [loss(5), 50, 6], acc: [acc(5), 50, 6] },
  ],
  j_columns: [
    [
      JSON.stringify({
        columns: ['step', 'loss'],
        data: list(6, (i) => [i, Number(loss(i))]),
        index: list(6, (i) => i),
      }),
    ],
    { loss: [loss(5), 5, 6] },
  ],
  j_pandas_dict: [
    [
      JSON.stringify({
        step: Object.fromEntries(list(6, (i) => [i, i * 10])),
        loss: Object.fromEntries(list(6, (i) => [i, Number(loss(i))])),
      }),
    ],
    { loss: [loss(5), 50, 6] },
  ],
  j_list_of_lists: [
    [JSON.stringify([['step', 'loss'], ...list(6, (i) => [i, Number(loss(i))])])],
    { loss: [loss(5), 5, 6] },
  ],
  j_lines_arrays: [
    ['["step", "loss"]', ...rows(6, (i) => JSON.stringify([i, Number(loss(i))]))],
    { loss: [loss(5), 5, 6] },
  ],
  j_split_histories: [
    [
      JSON.stringify({
        train: { loss: list(6, (i) => Number(loss(i))), acc: list(6, (i) => Number(acc(i))) },
        val: { loss: list(6, (i) => Number(loss(i))) },
      }),
    ],
    { 'train.loss': [loss(5), 5, 6], 'val.loss': [loss(5), 5, 6] },
  ],
  j_history_epochs: [
    [JSON.stringify({ epoch: list(6, (i) => i + 1), loss: list(6, (i) => Number(loss(i))) })],
    { loss: [loss(5), 6, 6] },
  ],
  j_history_params: [
    [
      JSON.stringify({
        params: { lr: 0.1, epochs: 6 },
        history: { loss: list(6, (i) => Number(loss(i))) },
        epoch: list(6, (i) => i),
      }),
    ],
    { loss: [loss(5), 5, 6] },
  ],
  j_history_list_of_dicts: [
    [
      JSON.stringify({
        args: { lr: 1 },
        history: list(6, (i) => ({ epoch: i, train: { loss: Number(loss(i)) }, val: { loss: Number(loss(i)) } })),
      }),
    ],
    { 'train.loss': [loss(5), 5, 6] },
  ],
  j_steps_as_strings: [rows(6, (i) => JSON.stringify({ step: String(i), loss: loss(i) })), { loss: [loss(5), 5, 6] }],
  j_percent_strings: [
    rows(6, (i) => JSON.stringify({ epoch: i, acc: `${(50 + i).toFixed(1)}%`, loss: Number(loss(i)) })),
    { acc: [55, 5, 6], loss: [loss(5), 5, 6] },
  ],
  j_null_first: [
    rows(6, (i) => JSON.stringify({ step: i, loss: i ? Number(loss(i)) : null, val: i % 2 ? Number(loss(i)) : null })),
    { loss: [loss(5), 5, 5], val: [loss(5), 5, 3] },
  ],
  j_bool: [rows(6, (i) => JSON.stringify({ step: i, loss: Number(loss(i)), done: false })), { loss: [loss(5), 5, 6] }],
  j_big_ints: [
    rows(6, (i) => `{"step": ${9007199254740993n + BigInt(i) * 10n}, "loss": ${loss(i)}}`),
    { loss: [loss(5), null, 6] },
  ],
  j_dup_keys: [rows(6, (i) => `{"step": ${i}, "loss": 9, "loss": ${loss(i)}}`), { loss: [loss(5), 5, 6] }],
  j_unicode: [rows(6, (i) => `{"step": ${i}, "\\u640d\\u5931": ${loss(i)}}`), { 損失: [loss(5), 5, 6] }],
  j_comment: [
    ['// metrics', '# more', ...rows(6, (i) => `{"step": ${i}, "loss": ${loss(i)}}`)],
    { loss: [loss(5), 5, 6] },
  ],
  j_bom_nested_msg: [
    rows(6, (i) =>
      JSON.stringify({ level: 'INFO', message: `epoch ${i} loss ${loss(i)}`, timestamp: '2024-01-01T10:00:00Z' }),
    ),
    { loss: [loss(5), 5, 6] },
  ],
  j_msg_with_fields: [
    rows(6, (i) =>
      JSON.stringify({ level: 'info', msg: 'train step', step: i, loss: Number(loss(i)), time: 1700000000 + i }),
    ),
    { loss: [loss(5), 5, 6] },
  ],
  j_epoch_string: [
    rows(6, (i) => JSON.stringify({ epoch: `${i + 1}/10`, loss: Number(loss(i)) })),
    { loss: [loss(5), 6, 6] },
  ],
  j_wandb_history: [
    rows(6, (i) =>
      JSON.stringify({
        _step: i * 10,
        _runtime: i * 1.5,
        _timestamp: 1700000000 + i,
        'train/loss': Number(loss(i)),
        gradients: { _type: 'histogram', values: [1, 2], bins: [1, 2, 3] },
      }),
    ),
    { 'train/loss': [loss(5), 50, 6] },
  ],
  j_torchtune: [
    rows(6, (i) => `Step ${i + 1} | loss:${loss(i)} lr:2e-5 tokens_per_second_per_gpu:123.4 grad_norm:1.${i}`),
    { loss: [loss(5), 6, 6] },
  ],
  mm_json_with_header: [
    [
      JSON.stringify({ env_info: 'sys.platform: linux', seed: 0, exp_name: 'x' }),
      ...rows(6, (i) =>
        JSON.stringify({
          mode: 'train',
          epoch: 1,
          iter: (i + 1) * 50,
          lr: 0.001,
          memory: 3815,
          data_time: 0.05,
          loss: Number(loss(i)),
          time: 0.5,
        }),
      ),
      JSON.stringify({ mode: 'val', epoch: 1, iter: 500, lr: 0.001, bbox_mAP: 0.3 }),
    ],
    { 'train/loss': [loss(5), 300, 6], 'val/bbox_mAP': [0.3, null, 1] },
  ],
  fairscale_metrics: [
    rows(6, (i) =>
      JSON.stringify({ train_loss: Number(loss(i)), train_acc1: Number(acc(i)), test_loss: Number(loss(i)), epoch: i }),
    ),
    { train_loss: [loss(5), 5, 6], test_loss: [loss(5), 5, 6] },
  ],
  catboost_json: [
    [
      JSON.stringify({
        meta: {
          launch_mode: 'Train',
          iteration_count: 6,
          test_sets: ['test'],
          learn_metrics: [{ best_value: 'Min', name: 'Logloss' }],
        },
        iterations: list(6, (i) => ({
          learn: [Number(loss(i))],
          iteration: i,
          passed_time: 0.01 * i,
          remaining_time: 1,
          test: [Number(loss(i)), 0.5],
        })),
      }),
    ],
    { 'learn.0': [loss(5), 5, 6], 'test.1': [0.5, 5, 6] },
  ],
  trainer_state_pretty: [
    JSON.stringify(
      {
        best_metric: null,
        epoch: 3,
        global_step: 60,
        is_world_process_zero: true,
        log_history: list(6, (i) => ({
          epoch: (i + 1) / 2,
          loss: Number(loss(i)),
          learning_rate: 5e-5,
          step: (i + 1) * 10,
        })),
        max_steps: 60,
        num_train_epochs: 3,
      },
      null,
      2,
    ).split('\n'),
    { loss: [loss(5), 60, 6] },
  ],
  monitor_csv: [
    ['#{"t_start": 1700000000.1, "env_id": "CartPole-v1"}', 'r,l,t', ...rows(6, (i) => `${10 + i}.0,${10 + i},${i}.5`)],
    { r: [15, null, 6], l: [15, null, 6] },
  ],
  csv_blank_lines: [['epoch,loss', '', ...blocks(6, (i) => [`${i},${loss(i)}`, ''])], { loss: [loss(5), 5, 6] }],
  csv_spaces: [
    ['epoch, train loss, val loss', ...rows(6, (i) => `${i}, ${loss(i)}, ${loss(i)}`)],
    { 'train loss': [loss(5), 5, 6], 'val loss': [loss(5), 5, 6] },
  ],
  csv_units: [['epoch,loss,lr,time', ...rows(6, (i) => `${i},${loss(i)},1e-3,${i}m 3s`)], { loss: [loss(5), 5, 6] }],
  csv_title: [
    ['Training results of run 5', '', 'epoch,loss,acc', ...rows(6, (i) => `${i},${loss(i)},${acc(i)}`)],
    { loss: [loss(5), 5, 6] },
  ],
  csv_single_quotes: [["'epoch','loss'", ...rows(6, (i) => `'${i}','${loss(i)}'`)], { loss: [loss(5), 5, 6] }],
  csv_long: [
    ['run,step,metric,value', ...blocks(6, (i) => [`a,${i},loss,${loss(i)}`, `b,${i},loss,${acc(i)}`])],
    { 'a loss': [loss(5), 5, 6], 'b loss': [acc(5), 5, 6] },
  ],
  csv_comet: [
    ['experimentKey,metric,value,step,timestamp', ...rows(6, (i) => `abc,loss,${loss(i)},${i},${1700000000000 + i}`)],
    { loss: [loss(5), 5, 6] },
  ],
  csv_tb: [
    ['Wall time,Step,Value', ...rows(6, (i) => `${1700000000.5 + i},${i * 10},${loss(i)}`)],
    { Value: [loss(5), 50, 6] },
  ],
  csv_wandb_multi: [
    [
      '"Step","run-a - loss","run-a - loss__MIN","run-a - loss__MAX","run-b - loss","run-b - loss__MIN","run-b - loss__MAX"',
      ...rows(6, (i) => `"${i}","${loss(i)}","${loss(i)}","${loss(i)}","${acc(i)}","${acc(i)}","${acc(i)}"`),
    ],
    { 'run-a loss': [loss(5), 5, 6] },
  ],
  csv_polars_shape: [
    [
      'shape: (6, 2)',
      '┌───────┬────────┐',
      '│ epoch ┆ loss   │',
      '│ ---   ┆ ---    │',
      '│ i64   ┆ f64    │',
      '╞═══════╪════════╡',
      ...rows(6, (i) => `│ ${i}     ┆ ${loss(i)} │`),
      '└───────┴────────┘',
    ],
    { loss: [loss(5), 5, 6] },
  ],
  csv_pandas_print: [
    ['   epoch    loss     acc', ...rows(6, (i) => `${i}      ${i}  ${loss(i)}  ${acc(i)}`)],
    { loss: [loss(5), 5, 6], acc: [acc(5), 5, 6] },
  ],
  org_table: [
    ['| epoch | loss |', '|-------+------|', ...rows(6, (i) => `| ${i} | ${loss(i)} |`)],
    { loss: [loss(5), 5, 6] },
  ],
  tqdm_desc_loss: [
    [rows(6, (i) => `Loss: ${loss(i)}: ${i * 10}%|█         | ${i + 1}/60 [00:0${i}<00:10,  5.01it/s]`).join('\r')],
    { Loss: [loss(5), 6, 6] },
  ],
  tqdm_epoch_desc: [
    blocks(3, (i) => [
      rows(
        2,
        (k) =>
          `Epoch ${i + 1}/3 [train]: ${50 * (k + 1)}%|█████     | ${k + 1}/2 [00:01<00:01,  1.10it/s, loss=${loss(2 * i + k)}]`,
      ).join('\r'),
    ]),
    { loss: [loss(5), 6, 6] },
  ],
  tqdm_bar_bs: [
    [
      rows(
        6,
        (i) => `${i * 10}%|█         | ${i + 1}/60 [00:0${i}<00:10,  5.01it/s, loss=${loss(i)}, acc=${acc(i)}]`,
      ).join('\b\b\b\b\r'),
    ],
    { loss: [loss(5), 6, 6] },
  ],
  alive_bar: [
    [
      rows(
        6,
        (i) => `|████████⚠︎                                | ${i + 1}/60 [${i * 10}%] in 1.0s (5.0/s) loss: ${loss(i)}`,
      ).join('\r'),
    ],
    { loss: [loss(5), null, 6] },
  ],
  ignite_bar: [
    [rows(6, (i) => `Epoch [1/3]: [${i + 1}/60]  ${i}%|▏         , loss=${loss(i)} [00:01<00:10]`).join('\r')],
    { loss: [loss(5), null, 6] },
  ],
  keras_ckpt: [
    blocks(4, (i) => [
      `Epoch ${i + 1}/4`,
      `30/30 ━━━━━━━━━━━━━━━━━━━━ 0s 3ms/step - accuracy: ${acc(i)} - loss: ${loss(i)}   `,
      `Epoch ${i + 1}: val_loss improved from ${loss(i)} to ${loss(i + 1)}, saving model to best.keras`,
      `30/30 ━━━━━━━━━━━━━━━━━━━━ 1s 10ms/step - accuracy: ${acc(i)} - loss: ${loss(i)} - val_accuracy: ${acc(i)} - val_loss: ${loss(i + 1)}`,
    ]),
    { loss: [loss(3), 4, 4], val_loss: [loss(4), 4, 4] },
  ],
  early_stop: [
    blocks(4, (i) => [
      `Epoch ${i + 1}: train loss ${loss(i)}, val loss ${loss(i)}`,
      `Validation loss decreased (${loss(i)} --> ${loss(i + 1)}).  Saving model ...`,
    ]),
    { 'train loss': [loss(3), 4, 4], 'val loss': [loss(3), 4, 4] },
  ],
  ds_engine: [
    rows(
      6,
      (i) =>
        `[2024-01-01 10:00:0${i},123] [INFO] [timer.py:258:stop] epoch=0/micro_step=${(i + 1) * 10}/global_step=${(i + 1) * 10}, RunningAvgSamplesPerSec=31.2, CurrSamplesPerSec=30.1, MemAllocated=1.2GB, MaxMemAllocated=2.3GB`,
    ),
    { RunningAvgSamplesPerSec: [31.2, 60, 6] },
  ],
  nemo: [
    [
      rows(
        6,
        (i) =>
          `Epoch 0: :  ${i}%| | ${i + 1}/100 [00:10<05:00, v_num=0, reduced_train_loss=${loss(i)}, global_step=${i}.000, consumed_samples=${64 * (i + 1)}.0, train_step_timing in s=1.2]`,
      ).join('\r'),
    ],
    { reduced_train_loss: [loss(5), null, 6] },
  ],
  nemo2: [
    rows(
      6,
      (i) =>
        `Training epoch 0, iteration ${i}/99 | lr: 1.0e-05 | global_batch_size: 16 | global_step: ${i} | reduced_train_loss: ${loss(i)} | train_step_timing in s: 1.234 | consumed_samples: ${16 * (i + 1)}`,
    ),
    { reduced_train_loss: [loss(5), 5, 6] },
  ],
  trl_ppo: [
    rows(
      6,
      (i) =>
        `{'loss/policy_avg_new': '${loss(i)}', 'objective/kl': '0.1', 'episode': '${(i + 1) * 64}', 'epoch': '${(i + 1) / 10}'}`,
    ),
    { 'loss/policy_avg_new': [loss(5), null, 6] },
  ],
  sb3_zip_eval: [
    blocks(4, (i) => [
      `Eval num_timesteps=${(i + 1) * 1000}, episode_reward=${100 + i}.50 +/- 12.30`,
      'Episode length: 200.00 +/- 0.00',
      'New best mean reward!',
    ]),
    { episode_reward: [103.5, 4000, 4] },
  ],
  gym_print: [rows(6, (i) => `episode: ${i}/1000, score: ${20 + i}, e: 0.9${i}`), { score: [25, 5, 6] }],
  dqn_atari: [
    rows(6, (i) => `frame: ${(i + 1) * 1000}, episode: ${i}, reward: ${20 + i}.0, loss: ${loss(i)}, epsilon: 0.9`),
    { reward: [25, 6000, 6], loss: [loss(5), 6000, 6] },
  ],
  ppo_ep: [
    rows(6, (i) => `Episode : ${i} \t\t Timestep : ${(i + 1) * 400} \t\t Average Reward : ${20 + i}.12`),
    { 'Average Reward': [25.12, 2400, 6] },
  ],
  openai_es: [rows(6, (i) => `[step ${i}] fitness=${loss(i)} (best ${loss(i)})`), { fitness: [loss(5), 5, 6] }],
  gan_keras: [
    rows(6, (i) => `${i} [D loss: ${loss(i)}, acc.: ${(50 + i).toFixed(2)}%] [G loss: ${acc(i)}]`),
    { 'D loss': [loss(5), 5, 6], 'G loss': [acc(5), 5, 6] },
  ],
  gan_pt: [
    rows(6, (i) => `[Epoch 1/200] [Batch ${i}/938] [D loss: ${loss(i)}] [G loss: ${acc(i)}]`),
    { 'D loss': [loss(5), 5, 6], 'G loss': [acc(5), 5, 6] },
  ],
  wgan: [
    rows(6, (i) => `[${i}/1000] Loss_D: ${loss(i)} Loss_G: ${acc(i)} Loss_D_real: 0.1 Loss_D_fake 0.2`),
    { Loss_D: [loss(5), 5, 6] },
  ],
  diffusion: [
    rows(
      6,
      (i) => `grad_norm ${loss(i)} | loss ${loss(i)} | loss_q0 ${loss(i)} | samples ${64 * (i + 1)} | step ${i * 10}`,
    ),
    { loss: [loss(5), 50, 6] },
  ],
  guided_diffusion: [
    blocks(3, (i) => [
      '-'.repeat(28),
      `| grad_norm    | ${loss(i)}    |`,
      `| loss         | ${loss(i)}   |`,
      `| loss_q0      | ${loss(i)}   |`,
      `| samples      | ${640 * (i + 1)}      |`,
      `| step         | ${i * 10}        |`,
      '-'.repeat(28),
    ]),
    { loss: [loss(2), 20, 3], loss_q0: [loss(2), 20, 3] },
  ],
  lit_print: [rows(6, (i) => `Epoch ${i} | Batch 10/20 | Loss ${loss(i)}`), { Loss: [loss(5), null, 6] }],
  bert_pretrain: [
    rows(6, (i) => `01/01/2024 10:00:0${i} - INFO - __main__ -   global_step = ${i * 10}, loss = ${loss(i)}`),
    { loss: [loss(5), 50, 6] },
  ],
  hf_logging: [
    rows(6, (i) => `01/01/2024 10:00:0${i} - INFO - __main__ -   epoch = ${i}, eval_loss = ${loss(i)}`),
    { eval_loss: [loss(5), 5, 6] },
  ],
  flax_clu_tqdm: [
    rows(6, (i) => `Step... (${(i + 1) * 100} | Loss: ${loss(i)}, Learning Rate: 0.0001)`),
    { Loss: [loss(5), 600, 6] },
  ],
  eqx: [rows(6, (i) => `Step: ${i}, Loss: ${loss(i)}, Computation time: 0.01`), { Loss: [loss(5), 5, 6] }],
  optax_print: [rows(6, (i) => `step ${i * 100}, loss: ${loss(i)}`), { loss: [loss(5), 500, 6] }],
  haiku: [
    rows(
      6,
      (i) => `{'step': ${i * 100}, 'train_loss': Array(${loss(i)}, dtype=float32), 'test_accuracy': '${acc(i)}'}`,
    ),
    { train_loss: [loss(5), 500, 6] },
  ],
  xgb_ray: [
    rows(6, (i) => `(_RemoteRayXGBoostActor pid=123) [10:00:0${i}] [${i}]\ttrain-logloss:${loss(i)}`),
    { 'train-logloss': [loss(5), 5, 6] },
  ],
  ngboost: [
    rows(6, (i) => `[iter ${i * 100}] loss=${loss(i)} val_loss=0.0000 scale=1.0000 norm=1.${i}`),
    { loss: [loss(5), 500, 6] },
  ],
  lgb_es: [
    [
      "[1]\ttraining's l2: 0.5\tvalid_1's l2: 0.6",
      "Training until validation scores don't improve for 5 rounds",
      ...rows(5, (i) => `[${i + 2}]\ttraining's l2: ${loss(i)}\tvalid_1's l2: ${loss(i)}`),
      'Early stopping, best iteration is:',
      "[4]\ttraining's l2: 0.4\tvalid_1's l2: 0.45",
    ],
    { "training's l2": [loss(4), 6, 6] },
  ],
  fasttext_py: [
    [
      rows(6, (_i) => `Read 10M words`)
        .slice(0, 1)
        .concat(rows(6, (i) => `Progress: ${i * 10}.0% words/sec/thread: 12345 lr: 0.09 loss: ${loss(i)} ETA: 0h 1m`))
        .join('\r'),
    ],
    { loss: [loss(5), null, 6] },
  ],
  kaldi_acc: [
    [
      '%Iter\tduration\ttrain_objective\tvalid_objective\tdifference',
      ...rows(6, (i) => `${i}\t12.0\t${loss(i)}\t${loss(i)}\t0.1`),
    ],
    { train_objective: [loss(5), 5, 6] },
  ],
  opennmt_old: [
    rows(
      6,
      (i) =>
        `[2021-01-01 10:00:0${i},123 INFO] Step ${(i + 1) * 50}/ 1000; acc:   3.5${i}; ppl: 12.3; xent: ${loss(i)}; lr: 0.00001; 1234/1234 tok/s;     60 sec`,
    ),
    { xent: [loss(5), 300, 6] },
  ],
  sockeye: [
    rows(
      6,
      (i) =>
        `[2021-01-01:10:00:0${i}:INFO:sockeye.training:log] Epoch[0] Batch [${(i + 1) * 50}]\tSpeed: 12.3 samples/sec 1234.5 tokens/sec 1.23 updates/sec\tperplexity=${loss(i)}`,
    ),
    { perplexity: [loss(5), 300, 6] },
  ],
  wenet: [
    rows(
      6,
      (i) =>
        `2024-01-01 10:00:0${i},123 DEBUG TRAIN Batch 0/${i * 100} loss ${loss(i)} loss_att 3.4 loss_ctc 4.5 lr 0.00001000 rank 0`,
    ),
    { loss: [loss(5), null, 6] },
  ],
  openfold: [
    rows(6, (i) => `Epoch: ${i} Loss: ${loss(i)} lDDT: ${acc(i)}`),
    { Loss: [loss(5), 5, 6], lDDT: [acc(5), 5, 6] },
  ],
  train_val_tuple: [
    rows(6, (i) => `[Epoch ${i}] train: ${loss(i)} | val: ${acc(i)}`),
    { train: [loss(5), 5, 6], val: [acc(5), 5, 6] },
  ],
  eq_no_space: [
    rows(6, (i) => `iter=${i};loss=${loss(i)};acc=${acc(i)}`),
    { loss: [loss(5), 5, 6], acc: [acc(5), 5, 6] },
  ],
  amp_sep: [rows(6, (i) => `iter=${i}&loss=${loss(i)}&acc=${acc(i)}`), { loss: [loss(5), 5, 6], acc: [acc(5), 5, 6] }],
  colon_nospace: [
    rows(6, (i) => `epoch:${i},train_loss:${loss(i)},val_loss:${loss(i)}`),
    { train_loss: [loss(5), 5, 6], val_loss: [loss(5), 5, 6] },
  ],
  upper: [
    rows(6, (i) => `EPOCH ${i} TRAIN LOSS ${loss(i)} VALID LOSS ${loss(i)}`),
    { 'TRAIN LOSS': [loss(5), 5, 6], 'VALID LOSS': [loss(5), 5, 6] },
  ],
  loss_first: [rows(6, (i) => `loss: ${loss(i)}  [${String(i * 64).padStart(5)}/60000]`), { loss: [loss(5), null, 6] }],
  acc_pm: [
    rows(6, (i) => `Epoch ${i}: acc ${acc(i)} ± 0.012, loss ${loss(i)} ± 0.1`),
    { acc: [acc(5), 5, 6], loss: [loss(5), 5, 6] },
  ],
  acc_pm2: [rows(6, (i) => `Epoch ${i}: acc = ${acc(i)} (+/- 0.012)`), { acc: [acc(5), 5, 6] }],
  hundred_pct: [rows(6, (i) => `Epoch ${i} (${i * 10}%) loss ${loss(i)}`), { loss: [loss(5), 5, 6] }],
  step_of: [rows(6, (i) => `step ${i * 10} of 1000: loss = ${loss(i)}`), { loss: [loss(5), 50, 6] }],
  time_bracket: [rows(6, (i) => `[00:0${i}:12] step=${i} loss=${loss(i)}`), { loss: [loss(5), 5, 6] }],
  time_ms: [rows(6, (i) => `10:00:0${i}.123 step ${i} | loss ${loss(i)}`), { loss: [loss(5), 5, 6] }],
  epoch_roman: [rows(6, (i) => `Época ${i}: pérdida = ${loss(i)}`), { pérdida: [loss(5), 5, 6] }],
  german: [rows(6, (i) => `Epoche ${i}: Verlust ${loss(i).replace('.', ',')}`), { Verlust: [loss(5), 5, 6] }],
  exp_upper: [
    rows(6, (i) => `iter ${i} loss ${Number(loss(i)).toExponential(4).toUpperCase()}`),
    { loss: [Number(Number(loss(5)).toExponential(4)), 5, 6] },
  ],
  nan_inf: [rows(6, (i) => `step ${i} loss ${i === 5 ? 'nan' : loss(i)} grad inf`), { loss: [null, 5, 6] }],
  names_at: [
    rows(6, (i) => `epoch ${i} hits@1 ${acc(i)} hits@10 ${acc(i)} mrr ${acc(i)}`),
    { 'hits@1': [acc(5), 5, 6], 'hits@10': [acc(5), 5, 6] },
  ],
  names_paren: [
    rows(6, (i) => `epoch ${i} | loss (train): ${loss(i)} | loss (val): ${acc(i)}`),
    { 'loss (train)': [loss(5), 5, 6], 'loss (val)': [acc(5), 5, 6] },
  ],
  names_digit: [
    rows(6, (i) => `epoch ${i}, f1: ${acc(i)}, l1: ${loss(i)}, top5: ${acc(i)}, R2: ${acc(i)}`),
    { f1: [acc(5), 5, 6], l1: [loss(5), 5, 6], top5: [acc(5), 5, 6], R2: [acc(5), 5, 6] },
  ],
  names_hyphen: [
    rows(6, (i) => `epoch ${i}: cross-entropy = ${loss(i)}, top-1 = ${acc(i)}`),
    { 'cross-entropy': [loss(5), 5, 6], 'top-1': [acc(5), 5, 6] },
  ],
};

/** What programs print that is no figure of a training. */
export const without: Readonly<Record<string, readonly string[]>> = {
  summary: [
    'Layer (type)               Output Shape         Param #',
    '================================================================',
    '            Conv2d-1           [-1, 10, 24, 24]             260',
    '              ReLU-2           [-1, 10, 24, 24]               0',
    '            Linear-3                   [-1, 50]          16,050',
    '================================================================',
    'Total params: 16,310',
    'Trainable params: 16,310',
    'Non-trainable params: 0',
    'Input size (MB): 0.00',
    'Forward/backward pass size (MB): 0.15',
    'Params size (MB): 0.06',
    'Estimated Total Size (MB): 0.21',
  ],
  torchinfo: [
    '==========================================================================================',
    'Layer (type:depth-idx)                   Output Shape              Param #',
    '==========================================================================================',
    'Net                                      [1, 10]                   --',
    '├─Conv2d: 1-1                            [1, 10, 24, 24]           260',
    '├─Conv2d: 1-2                            [1, 20, 8, 8]             5,020',
    '├─Linear: 1-3                            [1, 50]                   16,050',
    '==========================================================================================',
    'Total params: 21,840',
  ],
  lightning: [
    '  | Name  | Type       | Params | Mode ',
    '---------------------------------------------',
    '0 | net   | Sequential | 101 K  | train',
    '1 | head  | Linear     | 1.3 K  | train',
    '---------------------------------------------',
    '101 K     Trainable params',
    '0         Non-trainable params',
    '101 K     Total params',
    '0.407     Total estimated model params size (MB)',
  ],
  lightningRich: [
    '┏━━━┳━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━┳━━━━━━━┳━━━━━━━┓',
    '┃   ┃ Name ┃ Type       ┃ Params ┃ Mode  ┃ FLOPs ┃',
    '┡━━━╇━━━━━━╇━━━━━━━━━━━━╇━━━━━━━━╇━━━━━━━╇━━━━━━━┩',
    '│ 0 │ net  │ Sequential │    321 │ train │     0 │',
    '│ 1 │ head │ Linear     │     33 │ train │     0 │',
    '└───┴──────┴────────────┴────────┴───────┴───────┘',
    'Trainable params: 321',
    'Total estimated model params size (MB): 0.001',
    'Modules in train mode: 4',
    'Total FLOPs: 0',
  ],
  keras: [
    'Model: "sequential"',
    '┏━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓',
    '┃ Layer (type)         ┃ Output Shape     ┃       Param # ┃',
    '┡━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩',
    '│ dense (Dense)        │ (None, 128)      │       100,480 │',
    '├──────────────────────┼──────────────────┼───────────────┤',
    '│ dense_1 (Dense)      │ (None, 10)       │         1,290 │',
    '└──────────────────────┴──────────────────┴───────────────┘',
    ' Total params: 101,770 (397.54 KB)',
    ' Trainable params: 101,770 (397.54 KB)',
    ' Non-trainable params: 0 (0.00 B)',
  ],
  pip: [
    'Collecting numpy',
    '  Downloading numpy-1.26.4-cp312.whl (18.0 MB)',
    '     ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 18.0/18.0 MB 45.1 MB/s eta 0:00:00',
    'Installing collected packages: numpy',
    'Successfully installed numpy-1.26.4',
    'Package    Version',
    '---------- -------',
    'numpy      1.26.4',
    'torch      2.1.0',
    'requests   2.31',
  ],
  smi: [
    '+-----------------------------------------------------------------------------+',
    '| NVIDIA-SMI 525.85.12    Driver Version: 525.85.12    CUDA Version: 12.0     |',
    '|-------------------------------+----------------------+----------------------+',
    '| GPU  Name        Persistence-M| Bus-Id        Disp.A | Volatile Uncorr. ECC |',
    '| Fan  Temp  Perf  Pwr:Usage/Cap|         Memory-Usage | GPU-Util  Compute M. |',
    '|===============================+======================+======================|',
    '|   0  Tesla T4            Off  | 00000000:00:04.0 Off |                    0 |',
    '| N/A   45C    P8     9W /  70W |      0MiB / 15360MiB |      0%      Default |',
    '+-------------------------------+----------------------+----------------------+',
  ],
  tqdm_download: [
    'Downloading: 100%|██████████| 1.04M/1.04M [00:00<00:00, 5.01MB/s]\rMap: 50%|█████| 500/1000 [00:01<00:01, 412.1 examples/s]',
    'Loading checkpoint shards: 100%|██████████| 2/2 [00:05<00:00,  2.51s/it]',
  ],
  hf_banner: [
    '***** Running training *****',
    '  Num examples = 1,000',
    '  Num Epochs = 3',
    '  Instantaneous batch size per device = 8',
    '  Total train batch size (w. parallel, distributed & accumulation) = 8',
    '  Gradient Accumulation steps = 1',
    '  Total optimization steps = 375',
    '  Number of trainable parameters = 108,311,810',
  ],
  warn: [
    '/usr/lib/python3/dist-packages/foo.py:123: UserWarning: loss is nan at step 12, skipping',
    '  warnings.warn("x")',
    'W0101 10:00:00.123456 123 foo.py:12] loss 0.5 too high',
  ],
  traceback: [
    'Traceback (most recent call last):',
    '  File "train.py", line 12, in <module>',
    '    main(lr=0.1)',
    '  File "train.py", line 8, in main',
    '    loss = 0.5',
    'torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; 10.76 GiB total capacity; 4.21 GiB already allocated)',
  ],
  yaml: ['lr: 0.001', 'epochs: 10', 'model:', '  hidden: 128', '  layers: 3', 'seed: 0'],
  git: [
    'commit 1234567',
    'Author: A <a@b.c>',
    'Date:   Mon Jan 1 10:00:00 2024 +0000',
    '',
    ' 3 files changed, 20 insertions(+), 4 deletions(-)',
  ],
  ls: [
    'total 24',
    '-rw-r--r-- 1 root root 1234 Jan  1 10:00 a.txt',
    '-rw-r--r-- 1 root root  234 Jan  1 10:01 b.txt',
    'drwxr-xr-x 2 root root 4096 Jan  1 10:02 c',
  ],
  pytest: [
    '============================= test session starts ==============================',
    'collected 12 items',
    '',
    'tests/test_a.py ....                                                     [ 33%]',
    'tests/test_b.py ........                                                 [100%]',
    '',
    '============================== 12 passed in 1.23s ==============================',
  ],
};
