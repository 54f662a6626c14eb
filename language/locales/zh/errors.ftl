# 出错时说的话：error-<代码，下划线换成连字符>

# 通用
error-unexpected = 我这边出错了，你的记录已存好，稍后补上回执。编号 <code>{ $id }</code>
error-too-fast = 慢一点，{ $seconds } 秒后再试。
error-old-button = 这个按钮过期了，这是最新的。
error-no-rights = 这里需要{ $role }权限。
error-photo-too-big = 超过 20 MB。当作照片发送就行。
error-not-text = 这个我还看不懂，用一句话告诉我吧：「地铁 12 公里」。
error-domain-error = 这一步没做成。
error-malformed-id = { $expected ->
    [n] 条目和分块的序号只写数字，前面不补零。
   *[other] 没有这个编号；写法是 { $expected }_… 后面 26 位字母和数字。
}
error-unit-unknown = 不认识单位「{ $unit }」。
error-kind-malformed = 种类「{ $kind }」的「{ $field }」写得不对。
error-overloaded = 现在人多，{ $retry_after_s } 秒后再试。
error-database-unreachable = 连不上数据库：{ $reason }
error-database-unsafe = 数据库设置不够安全：{ $settings }

# 账户
error-invitation-expired = 这个邀请已过期，找组织者要新的，或先自己玩。
error-organisation-unknown = 没有这个单位。
error-api-key-invalid = API 密钥无效或已停用。
error-scope-missing = 这把密钥没有「{ $scope }」权限。
error-member-unknown = 没有这位成员，或授权已撤回。
error-link-expired = 授权链接已过期，请重新打开。
error-own-link-expired = 这个链接已过期（只有 15 分钟），请在聊天里重新取一个。
error-link-foreign = 这个授权链接是别人的。
error-person-unknown = 没有这个人。
error-role-missing =
    { $role ->
        [organiser] 这里需要组织者权限。
        [reviewer] 这里需要审核员权限。
        [admin] 这里需要管理员权限。
        [member] 先加入单位，再来这里。
       *[other] 你的权限不够。
    }
error-token-invalid = 这个链接不对或已过期。

# 记录
error-unit-mismatch = { $kind } 要用 { $expected }，不是 { $unit }。
error-quantity-out-of-range = 这个数超出了可以记的范围。
error-inputs-contradict-kind = 类型是 { $kind }，输入数据 { $pointer } 处写的却是另一种；请按实际的类型发送。
error-inputs-unusable = { $kind } 的数据没法用。
error-action-out-of-time =
    { $reason ->
        [future] 还没到那天。
       *[too_old] 只能补 { $days } 天内的。
    }
error-source-foreign = 来源「{ $source }」不是你的，应为「{ $expected }」。
error-external-id-conflict = 这个编号已用过，而且内容不同。
error-idempotency-key-reused = 这个 Idempotency-Key 已用于另一份内容。
error-same-again = 和刚才那条一样。
error-action-unknown = 没有这条记录。
error-action-final = 这条记录已定，不能再改。
error-undo-too-late = 已超过 { $minutes } 分钟，可以开一条更正（原记录保留）。
error-not-yours-to-review = 这是你自己或你部门的，要由别人审。
error-evidence-too-weak = 只有自述，不能核证；先补凭证。
error-day-full = 今天这一项已到上限。
error-claimed-already = 这份减排已经记在你的另一条记录里（{ $kind }），同一件事不会算两次。

# 方法学
error-methodology-error = 方法算不了这一条。
error-input-refused = 输入不合方法的要求：{ $pointer }（{ $reason }）。
error-activity-out-of-date = { $occurred_on } 不在 { $methodology } 的有效期内：{ $activity_from } 起，{ $activity_to ->
    [open] 没有截止日
   *[other] 到 { $activity_to }
}。
error-factor-missing = 缺少系数「{ $factor }」。
error-evidence-not-accepted = 这个方法不接受这种证据：{ $evidence }。
error-region-not-covered = { $methodology } 不适用于地区 { $region }；适用地区：{ $covered }。
error-region-unknown = 没有 { $region } 这个地区代码；写法如 CN-GD-SZ、CN-XZ 或 GB。
error-zone-unknown = 没有 { $zone } 这个时区；写法如 Asia/Shanghai。
error-instead-unknown =
    { $asked ->
        [false] 方法学不问“原本会用什么”，不能填 { $mode }。
       *[true] 方法学不能按“原本会用 { $mode }”来算；可选：{ $allowed }。
    }
error-methodology-unknown = 没有方法「{ $methodology }」。
error-kind-unknown = 没有种类「{ $kind }」。
error-package-invalid = 方法包不合格：{ $reason }（{ $at }）。
error-package-past-use-by = 方法 { $methodology } 已过使用期（{ $use_by }），不再计新的克数。
error-figure-unreadable = “{ $figure }”不是带单位的数，例如 414,249 t 或 12 km。
error-magnitude-unbounded = 没有每 { $per } 的 { $of } 界限。
error-magnitude-implausible = 每 { $per } { $intensity } 毫克 { $of }，不在 { $least } 到 { $most } 之间：是不是差了 { $slip } 倍？

# 账本
error-not-canonical = 不是规范字节（{ $reason }）。
error-checkpoint-malformed = 检查点第 { $line } 行格式不对：{ $part }。
error-entry-malformed = 条目格式不对：{ $field }（{ $reason }）。
error-entry-too-long = 条目有 { $size_bytes } 字节，上限 { $limit_bytes }。
error-leaf-altered = 账本第 { $n } 条和已公布的叶不一致，停止签发。
error-tree-unlike = 账本 { $log_id } 的树和库里的条目、或者和以前签过的对不上，不再签发。签过的部分可以用 export-log --as-signed 导出。
error-projection-differs = { $log_id }：与账本有 { $count } 处不一致。第一处：第 { $n } 条的 { $field }，现存“{ $stands }”，应为“{ $expected }”。
error-tiles-differ = { $log_id }：有 { $count } 个树块与条目算出的不一致，第一个是 { $tile }。
error-not-rebuildable = 第 { $n } 条对应的行缺失，其中 { $field } 别处没有保存；什么都没有改。
error-day-not-come = { $day } 还没到，没人知道那天账本里会有什么。
error-head-moved = 账本刚被别处写过，正在重试。
error-entry-unknown = 账本里没有第 { $n } 条。
error-manifest-malformed = 清单第 { $line } 行格式不对。
error-proof-invalid = 证明不成立（{ $reason }）。
error-note-malformed = 签名文第 { $line } 行格式不对：{ $part }。
error-verifier-key-malformed = 验证公钥 { $text } 格式不对：{ $part }。
error-signature-invalid = { $name } 的签名不对。
error-signature-missing = 缺少签名。
error-policy-malformed = 策略第 { $line } 行格式不对（{ $reason }）。
error-log-unknown = 策略里没有账本「{ $origin }」。
error-add-checkpoint-malformed = 见证请求格式不对：{ $part }。
error-anchor-not-sent = Telegram 没有收下检查点（{ $reason }）。
error-witness-refused = 见证方 { $witness } 没有为 { $log_id } 联署：{ $reason }（{ $status }）。
error-witness-key-unusable = 见证方的密钥文件 { $path } 读写不了，或里面没有密钥。
error-witness-state-unusable = 见证方的状态文件 { $path } 不见了（而密钥还在）、读写不了或已损坏。忘了自己签过什么的见证方必须换一把新密钥。
error-listen-refused = 无法监听 { $listen }；请换一个 HOST:PORT。
error-key-rotating = { $log_id } 的密钥正在轮换：{ $until } 之前新旧两把同时签名。
error-log-begun = { $log_id } 已有 { $size } 条，第一条不是这个检查点：一本账只开头一次。
error-checkpoint-unfit = 这个检查点（{ $origin }）不能作为另一本账的终点：{ $reason ->
    [same_origin] 它就是这本账的
    [platform] 它是平台账的
    [empty] 它的账是空的
   *[too_long] 太长
}。
error-quorum-missing = 见证签名不够 { $quorum } 份。
error-proof-malformed = 证明文件第 { $line } 行格式不对：{ $part }。
error-tile-malformed = 瓦片 { $file } 格式不对。
error-bundle-malformed = 条目包在第 { $index } 条处断了。
error-log-invalid = 账本验证没有通过：{ $file }。
error-log-file-missing = 缺少文件 { $file }。
error-log-file-wrong = 文件 { $file } 不对（{ $reason }）。
error-log-policy-wrong = { $file } 第 { $line } 行格式不对（{ $reason }）。
error-log-checkpoint-wrong = 检查点 { $file } 不对（{ $reason }）。
error-log-checkpoint-malformed = 检查点 { $file } 第 { $line } 行格式不对：{ $part }。
error-log-bundle-wrong = 条目包 { $file } 读不出第 { $n } 条。
error-log-entry-wrong = { $file } 里的第 { $n } 条不对：{ $field }（{ $reason }）。
error-log-chain-broken = 链在第 { $n } 条断了：{ $file }。
error-log-tile-wrong = 瓦片 { $file } 和条目对不上，从第 { $n } 条起。
error-log-root-wrong = 根和检查点 { $file } 不一致{ $n ->
    [None] 。
   *[other] ；第一条不对的是第 { $n } 条或更后面的。
}
error-log-reduction-wrong = 第 { $n } 条重算不符：{ $field }。
error-log-reference-wrong = 第 { $n } 条引用的 { $ref } 不成立（{ $reason }）。
error-log-methodology-wrong = 第 { $n } 条的方法 { $methodology } 不对（{ $reason }）。
error-log-manifest-wrong = 报表的 { $file } 不对（{ $reason }）。
error-log-manifest-malformed = { $file } 第 { $line } 行格式不对。
error-log-totals-wrong = { $file } 里的合计和账本对不上（{ $reason }）。

# 隐私、奖励、运行
error-key-file-unusable = 密钥文件用不了：{ $path }。
error-seal-broken = 这份数据解不开，密钥不对或已销毁。
error-planet-unknown = 没有第 { $number } 颗星球。
error-calendar-unknown = 没有 { $country } 的工作日历。
error-program-missing = 缺少程序 { $program }，请安装 { $package }。
error-program-failed = { $program } 出错：{ $reason }
error-data-format-old = { $path } 是 PostgreSQL { $found } 的数据，这里要 { $expected }；用 LEAFLEDGER_DATA_DIR 换个文件夹，或先用 PostgreSQL { $found } 导出再导入。
error-region-setting-wrong = LEAFLEDGER_REGION：没有 { $region } 这个地区代码；写法如 CN-GD-SZ、CN-XZ 或 GB。
error-setting-wrong = 设置 { $setting } 不对（{ $reason }）。
error-input-unreadable = 输入读不了。{ $reason ->
    [file] 这个文件读不出文字：{ $at }
    [json] 从第 { $at }（行:列）起不是 JSON。
    [not_an_object] 要的是一个 JSON 对象。
    [float] { $at } 处的数不是整数；小数要写成字符串。
    [duplicate_key] 同一个对象里有两个 { $at }。
    [too_deep] 对象和列表套得太深。
   *[too_long] 太长，或者里面的数太长：{ $at }
}
error-process-failed = { $part } 停了，或一直没准备好；原因在日志里：{ $log }
error-folder-unusable = 文件夹 { $path } 写不进去（{ $reason }）；用 LEAFLEDGER_DATA_DIR 换一个。
error-already-running = 一叶已经在 { $path } 上运行；先停掉那一个，或用 LEAFLEDGER_DATA_DIR 换个文件夹。
error-folder-format-unknown = { $path } 是用格式 { $found } 写的，这一版只认 { $expected }；用写它的那一版，或用 LEAFLEDGER_DATA_DIR 换个文件夹。
error-port-taken = 端口 { $port } 已被占用；用 { $setting } 换一个。
error-file-unreadable = 文件读不了：{ $path }。
error-revision-unknown = 没有第 { $revision } 版表结构；最新的是 { $newest }，base 表示一张表也没有。
error-schema-behind = 数据库的表结构是 { $found }，这一版要 { $expected }；请先运行 leafledger migrate

# 节能周与签到
error-admin-link-expired = 这个管理链接已过期，请重新取一个。
error-consent-missing = 先看一眼隐私说明，点同意后我就能帮你记。
error-region-missing = 先告诉我你主要在哪座城市出行。
error-telegram-token-refused = Telegram 不认这个机器人令牌。

# 导出
error-checkpoint-late = 检查点还没跟上账本，稍后再导出。
error-checkpoint-refused = 平台日志拒收 { $origin } 的检查点：{ $size } 条接不上已登记的 { $logged_size } 条（{ $reason }）。
error-month-malformed = 月份要写成 2026-10 这样。
error-month-in-future = { $month } 还没到。
error-log-empty = 账本还是空的，没有可导出的。
error-directory-not-empty = 文件夹 { $path } 不是空的。
error-output-unwritable = 结果写不进 { $path }（{ $reason }）。
error-directory-not-writable = 写不进 { $path }（{ $reason }）。
error-file-unpublished = 没有公布过这个文件。

# 接口
error-request-malformed = 请求不合规范（{ $reason }）。
error-headers-too-large = 请求头太大。
error-body-too-large = 请求体太大。
error-media-type-unsupported = 不支持这种内容类型。
error-request-invalid = 请求里有字段不对。
error-json-malformed = { $offset ->
    [0] JSON 不合规范（{ $reason }）。
   *[other] JSON 从第 { $offset } 个字符起不合规范（{ $reason }）。
}
error-address-unknown = 没有这个地址。
error-method-not-allowed = 这个地址不接受这种方法。
error-credential-missing = 请带上 API 密钥。
error-partner-required = 这里只给合作方用。
error-idempotency-key-missing = 请带上 Idempotency-Key：16 到 255 个字符，可用 A-Z a-z 0-9 _ . : -
error-request-in-flight = 同一个 Idempotency-Key 的请求还在处理，稍后再试。
error-too-many-requests = 请求太多，{ $retry_after_s } 秒后再试。
error-page-token-invalid = 翻页标记不对。
error-checkpoint-missing = 这本账还没有检查点。
error-tree-size-unknown = 没有这个大小的树。
error-storage-full = 存储满了，暂时记不了。
error-internal-error = 我这边出错了。

# 示例日
error-example-day-unreadable = 示例日的文件读不了：{ $file }
error-day-out-of-reach = { $on } 放不了：只能选 { $first } 到 { $last } 之间的一天。
error-door-closed = { $door } 没有正常应答（{ $status }）。
error-button-missing = 对话 { $chat } 里没有按钮「{ $label }」。
error-inbox-stuck = 「{ $step }」这一步没有处理完：剩 { $open } 条，失败 { $failed } 条。
error-bot-unknown = 机器人还没用这个令牌跑过，没有链接可给：先启动机器人。
error-size-unsigned = 没有（或没有保留）{ $size } 条时签名的检查点；下一个更大的是 { $nearest } 条。
error-outside-tree = { $n } 超出已签名的账本，它共有 { $size } 条。
error-history-shorter = 新账本只有 { $size } 条，少于留存的 { $old_size } 条。
error-history-rewritten = 这本 { $size } 条的账本，开头不是留存的那 { $old_size } 条：历史被改写了。
error-origin-other = 这是两本不同的账本：{ $old } 和 { $new }。

# Erasure
error-tombstone-unwritable = 抹除名单写不进去（{ $reason }）：{ $path }。没有抹除任何人。

# Backups
error-backup-incomplete = { $path } 里没有完整的备份：缺少清单，可能中途断了，也可能不是备份。
error-backup-damaged = 备份已损坏：{ $file } 缺失、被截断或被改过。
error-backup-key-other = 这份备份用的是另一把密钥文件；请放回那一把再恢复。
error-backup-role-weak = 角色 { $role } 读不到行级安全之后的数据；请在 LEAFLEDGER_DATABASE_BACKUP_URL 里换一个能读的。
error-backup-newer = 备份的结构版本是 { $found }，当前程序只认识 { $expected }；请用更新的版本恢复。
error-restore-not-empty = 数据库不是空的；恢复只写进没有表的数据库，或空的数据目录。
error-restore-unfinished = 上一次恢复没有做完。请清空数据库，再恢复一次。
error-signed-unwritable = 最后签过什么，记不到密钥旁边（{ $reason }）：{ $path }。没有它，同一本账可能被签出两种历史。
error-checkpoint-foreign = 检查点 { $path } 不属于备份里的任何账本。

# 版本
error-versions-unlike = { $after } 不是 { $before } 的另一个版本。
error-version-not-active =
    { $status ->
        [draft] { $methodology } 是草案
        [retired] { $methodology } 已停用
        [waiting] { $methodology } 刚发布，一分钟后生效
       *[other] { $methodology } 没有生效
    }：只有生效的版本才能给账本里的记录计算。
error-digest-other = 要记入的内容已经变了：摘要是 { $found }，不是 { $expected }。请先重新试算并查看。
error-factor-unknown = 因子库里没有「{ $factor }」。
error-factor-not-exact = { $factor } 按英里给出，换成每米没有精确值；请用同一套里按公里的因子。
error-register-invalid = { $file } 不是合格的因子库：{ $reason }（{ $at }）。

# 组织
error-organisation-name-unusable = 组织名称须为 1 到 { $longest } 个可见字符。
error-membership-unknown = { $org_id } 没有这位成员。
error-last-membership = 你不属于别处了。想彻底被忘记，发 /privacy。
error-takes-no-records = 社区自己不收记录：它只是成员所做之事的一个视图。
error-organisation-kind-unknown = 没有 { $kind } 这种组织。可用的有：{ $allowed }。
error-organisation-unit-unknown = 这个组织里没有单元 { $unit }。
error-unit-cycle = { $unit } 不能放进 { $parent }：那就是它自己，或者在它里面。
error-unit-kind-unknown = 没有 { $kind } 这种单元。可用的有：{ $allowed }。
error-unit-name-unusable = 单元名称须为 1 到 { $longest } 个可见字符，且在同一处不重名。
error-units-too-many = 一个组织最多 { $most } 个单元。
error-role-unknown = 没有“{ $role }”这个角色；可用的有 { $allowed }。

# 核对原文
error-not-held = { $methodology } 没有在等原文。
error-attested-already = { $methodology } 已经核对过另一份原文：现有 { $by }。
error-document-unusable =
    { $reason ->
        [empty] 这个文件是空的。
       *[too_large] 文件超过 20 MB，我取不到。
    }
error-document-unfetched = 没能取到这个文件（{ $reason }），请再发一次。
error-scope-unusable = 角色 { $role } 不能只在这个范围里担任；可以的范围是 { $allowed }，而且那个部分要存在。
error-last-admin = 这样就没有人能管理角色了。请先让另一个人当管理员或所有者。
error-member-missing = 这个人不是（或不再是）本组织的成员。
error-approval-unknown = 没有这份提议。
error-approval-decided =
    晚了一步：这份提议已经{ $decision ->
        [confirmed] 确认
        [declined] 拒绝
        [withdrawn] 撤回
       *[expired] 过期
    }。
error-approval-open = 这件事已有一份提议在等第二个人。
error-second-person-needed = 这要由另一个人来定：不能是提议的人，也不能是当事人。
error-adjustment-empty = 这样改什么都不会变。
error-adjustment-outdated = 提议之后这条记录变过了。请撤回或拒绝，再重新提议。
error-comment-unusable = 请写明原因：1 到 { $longest } 个看得见的字。
error-group-out-of-range = 最小人数在 { $minimum } 到 { $maximum } 之间。
error-reason-unknown = 没有这个原因代码；可用的有 { $allowed }。
error-broadcast-unusable = 群发要有 1 到 { $longest } 个字，不放链接、网址和 @ 名字。
error-broadcast-unknown = 这条群发已经不在这一步了。发 /broadcast 看看。
error-nobody-to-tell = 现在没有人能收到。
error-group-unbound = 本群没有绑到你的单位。
error-household-missing = 你还不在任何家庭里。发 /family 可以建一个。
error-household-stands = 你已经在一个家庭里了，每人同时只能在一个。先在 /family 里退出。
error-household-full = 一个家庭最多 { $most } 人，孩子也算在内。
error-household-name-unusable = 家里的名字须为 1 到 { $longest } 个可见字符，孩子之间不重名。
error-founder-only = 只有家庭的发起人可以这样做。
error-household-member-unknown = 家里已经没有这个人了。发 /family 看看现在都有谁。
error-session-missing = 你没有登录，或登录已结束。在聊天里发 /console 取一个新链接。
error-session-unknown = 这个登录已经结束了。
error-sign-in-link-expired = 这个链接已过期（只有 5 分钟）。在聊天里发 /console 取一个新的。
error-sign-in-link-used = 这个链接已用过，每个只能登录一次。在聊天里发 /console 取一个新的。
error-origin-refused = 这个请求来自别的网站的页面。
error-second-factor-missing = 这一步需要第二重验证，请先在“安全”页设置。
error-second-factor-needed = 这一步需要验证器应用里的六位数字（一小时内输入过）。
error-second-factor-stands = 你已经有第二重验证了。
error-second-factor-too-late = 第二重验证只能在刚打开 10 分钟以内的登录里设置。在聊天里发 /console 取一个新链接。
error-code-wrong = 这不是现在的验证码。验证码每 30 秒换一次，每个只能用一次。
error-codes-too-often = 错误次数太多，请一刻钟后再试。
error-grant-unknown = 这个角色已经没有人担任了。
error-console-unbuilt = 这里还没有构建控制台，请运行 make web。
error-household-goal-out-of-range = 家庭的目标须为每月 { $least_kg } 到 { $most_kg } 公斤。
error-reading-out-of-range = 读数须在 0 到 { $most_kwh } 度之间，账单须是已过完的月份，抄表只抄今天的。
error-reading-doubtful = 这个读数有点怪，请看一眼再录。
error-reading-stands = 这一期 { $name } 已经录过了，全家只算一次。
error-reading-overtaken = 后面的读数以它为准，所以不能改了；只能改最后一次。
error-roster-too-large =
    { $what ->
        [bytes] 名册解压后最多 { $most } 字节。
        [rows] 名册最多 { $most } 行，请拆开。
       *[columns] 名册最多 { $most } 列。
    }
error-roster-unreadable =
    { $reason ->
        [encoding] 文件不是 UTF-8、UTF-16 或 GB18030（GBK）。请另存为 CSV UTF-8 或 XLSX。
        [quotes] CSV 文件里有一个引号没有合上，或放错了地方。
        [old_workbook] 这是旧版或加密的工作簿。请去掉密码，另存为 XLSX。
        [file] 文件读不出来。
       *[workbook] 工作簿读不出来。请重新另存为 XLSX。
    }
error-roster-columns-wrong =
    { $problem ->
        [doubled] 第一行有两列是同一项：{ $columns }。
       *[missing] 第一行是列名：姓名，以及邮箱或工号。缺少：{ $columns }。
    }
error-join-requests-too-many = 你已有 { $most } 个申请在等答复。有了答复再申请。
error-join-request-too-soon = 组织者在 { $days } 天内婉拒过。过些时候再申请，或请他们给你邀请码。
error-join-request-decided = 这个申请已经处理过了。
error-email-code-wrong = 验证码不对，或已失效。试过五次或过了十分钟，发 /join 重新获取。
error-email-code-too-soon = 验证码每分钟最多寄一次，每天最多五次。过会儿再试。
error-email-taken = 已有另一个账号用这个邮箱加入。如果是你的，就用那个账号；不然请找组织者。
error-email-domain-unusable = 请填 company.com 这样的域名，最多 50 个，不能是别的单位的，也不能是人人都能注册的公共邮箱。
error-mail-unsent = 现在寄不出信。过会儿再试。
error-mail-address-wrong = 邮件服务器的地址读不懂。
