# 命令行里的话。
up-starting = 一叶正在启动……
up-ready-simulated =
    一叶已经跑起来了。

      聊天      { $chat }
      页面      { $pages }
      数据      { $folder }

    打开聊天页，点「开始」，同意，然后写：坐地铁12公里
    要一家带 API 密钥和管理页的示例公司：  .venv/bin/leafledger demo
    核对账本：  .venv/bin/leafledger export-log --org org_public --dir /tmp/log && .venv/bin/leafledger verify /tmp/log
    按 Ctrl-C 全部结束，数据都留着。
up-ready-telegram =
    一叶已经跑起来了。

      页面      { $pages }
      数据      { $folder }

    按 Ctrl-C 全部结束，数据都留着。
up-telegram-answers = 机器人已在 Telegram 里应答：https://t.me/{ $name }
up-telegram-silent =
    Telegram 还没有回应。这台机器连得上 { $url } 吗？机器人会一直重试；
    连不上的话，用 LEAFLEDGER_TELEGRAM_API_URL 指向一个连得上的 Bot API 服务器。
up-ended = 已结束。数据都在，随时可以再启动。
command-proof-holds = 已证明：第 { $n } 条在 { $origin } 签名的 { $size } 条之中（你的策略中有 { $witnesses } 位见证者签名）。
command-log-extends = 已证明：账本 { $origin } 现有 { $size } 条，开头正是留存的那 { $old_size } 条。
command-setting-unread = 没有 { $name } 这个设置，不会有人读它。
command-setting-meant = 没有 { $name } 这个设置，不会有人读它。是不是想写 { $meant }？
command-erase-ask = 要永久抹除这个人吗？
command-backup-without-key = 密钥文件不在备份里。请把 { $path } 另外保存：没有它，谁也打不开备份。
command-backup-with-key = 密钥文件就在备份里：谁拿到这个文件夹，谁就能打开里面的一切。请像保管密钥一样保管它。
command-restore-behind = 账本 { $log } 签过的检查点比这份备份更新。这里不再给它签名：否则备份之后的事会有两种说法。
error-revision-older = 表结构现在是 { $current }；退回 { $revision } 会丢掉后来各版里的数据。先做备份，再加 --down 明说。
command-factors-none = 没有符合的因子。
command-methodologies-none-due = 30 天内没有到期的版本。
command-methodologies-finding = { $methodology } 的因子 { $key }：{ $reason ->
    [unknown] 因子库里没有 { $factor_id }
    [differs] 与因子库的 { $factor_id } 不一致
   *[unconfirmed] { $factor_id } 的核实程度还不够作减排依据
    }
