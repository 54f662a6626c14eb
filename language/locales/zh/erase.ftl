# 注销

erase-button-ask = 🗑 注销并抹除
erase-button-keep = 不注销
erase-button-back = ↩️ 反悔
erase-ask =
    🗑 <b>注销并抹除</b>
    删除：昵称、账号联系、照片、精确时间、合作方授权、聊天状态，以及从账本通向你的那把密钥。
    留下：不再指向你的克数和哈希。已用积分和已导出的核证批次不退回。
    你有 24 小时可以反悔；其间不再记录，已存的只保管、不使用。
    请输入「<b>删除</b>」。输入别的就取消。
erase-not = 已取消，什么都没删。
erase-planned =
    🗑 已排期：{ $due } 抹除一切指向你的内容。
    在那之前，这里和合作方都不再替你记录。改主意了？点一下，一切照旧。
erase-pending = 🗑 将于 { $due } 抹除，在那之前不再记录。
erase-nothing-recorded =
    没有记：你的账号将于 { $due } 抹除。
    想继续用，先点反悔，再说一遍。
erase-taken-back = 欢迎回来：什么都没删，我继续替你记。
erase-none = 没有排期的注销，你的账号照旧。
erase-told-again =
    🗑 你申请过注销。数据库刚从不含这次申请的备份恢复，你的 24 小时重新开始计。
    改主意了？/privacy
erase-told-not-asked = 恢复的备份里还留着你已反悔的注销申请，账号照旧保留。真要注销，请到 /privacy
erase-done = 🗑 已完成：一切指向你的内容都抹除了，这是抹除证明。再见，谢谢你的 { $grams }。

# 抹除证明

erase-certificate = 抹除证明
erase-certificate-what = { $at }，本系统应持有人本人的要求，销毁了所保存的关于其本人的一切内容。本证明不含任何人的名字，也没有留下能认出它属于谁的东西。
erase-certificate-log = 账本 { $log } 之外被删除或匿名化的内容
erase-certificate-beside = 各账本以外被删除的内容
erase-certificate-kind = 内容
erase-certificate-rows = 行数
erase-certificate-key = 本人的密钥在同一事务里销毁：账本里的承诺再也无人能打开。此前的备份里还有它的密文，最迟 30 天随备份删除；恢复备份的人会再次抹除。
erase-certificate-ledger = 账本里的记载
erase-certificate-entry = 账本 { $log } 第 { $n } 条，类型 subject.erased。下面这个已签名的检查点覆盖了它：
erase-certificate-unsigned = 还没有检查点覆盖这一条，该账本的下一个检查点会覆盖它。
erase-certificate-check = 该条目在 /v1/logs 下可查，随时能证明它在检查点之内，/check 页面可以读它。
erase-certificate-stays = 留下的：当时记下的减排克数和日期，没有名字、没有精确时间，也没有通向谁的路。
erased-acts = 匿名化的记录
erased-evidence-files = 照片
erased-vault = 条目的加密个人部分
erased-consents = 同意
erased-looks = 查看记录
erased-partner-links = 合作方代号
erased-campaigns = 参加或发起的活动周
erased-attestations = 对来源文本的确认
erased-telegram-accounts = Telegram 账号联系
erased-sessions = 浏览器登录
erased-second-factors = 第二重验证
erased-memberships = 成员身份
erased-updates = 聊天消息
erased-notices = 待发的通知
erased-people = 账号及其密钥

# 下载全部数据

own-data-json = 关于你的全部数据，给程序读：每张认得你的表，每条记录和它在账本里的原文。
own-data-html =
    同样的内容，浏览器就能看。
    换台设备看，15 分钟内有效：{ $link }
    拿到链接的人都看得到全部；每次打开都记在「谁看过」里。
own-data-too-large = 你的数据比聊天能收的还大，15 分钟内在这里取：{ $link }
own-data-closed = 这个链接已经打不开了
own-data-title = 关于你的全部数据
own-data-what = 本系统保存的关于你的每一行，照存储的样子列出。字段名与给程序的文件相同；密钥和别人的数据不在内。
own-data-made-at = 整理于
own-data-records = 记录
own-data-place-account = 账号
own-data-place-inbox = 聊天
own-data-place-outbox = 通知
own-data-table-person = 账号
own-data-table-telegram-account = Telegram
own-data-table-membership = 成员身份
own-data-table-partner-link = 合作方
own-data-table-action = 现有记录
own-data-table-entry-context = 账本条目旁边的内容
own-data-table-evidence-file = 照片（Telegram 的编号）
own-data-table-attestation = 确认
own-data-table-role-grant = 角色
own-data-table-approval = 两人审批
own-data-table-browser-session = 浏览器登录
own-data-table-second-factor = 第二重验证
own-data-table-broadcast = 写过的群发
own-data-table-broadcast-recipient = 发给你的群发
own-data-table-campaign-member = 参加的活动周
own-data-table-campaign = 发起的活动周
own-data-table-consent = 同意，含已撤回的
own-data-table-access-log = 谁看过
own-data-table-vault = 个人部分，账本里只有对它的承诺
own-data-table-log-entry = 账本条目原文
own-data-table-inbox = 还存着的消息
own-data-table-outbox = 还存着的通知

# 谁看过

looks-button = 👀 谁看过
looks-title = 👀 <b>谁看过你的内容</b>
looks-line = { $at } · { $role }：{ $what }（{ $why }）
looks-none = 至今没人。榜单和报表只显示五人以上的合计；你的昵称和本周克数只有你同意才上榜。
looks-rule = 一小时内的同样查看只记一次，保存一年。审核员看不到姓名。
looks-role-reviewer = 审核员
looks-role-admin = 管理员
looks-role-programme-manager = 项目经理
looks-role-partner = 你授权的合作方
looks-role-operator = 本系统的运营者
looks-role-link = 持有你链接的人
looks-what-act = 一条记录
looks-what-directory = 成员名单里的你
looks-what-photo = 一条记录和它的照片
looks-what-summary = 你的合计和星球
looks-what-what-if = 按另一方法算的合计
looks-what-own-data = 你的全部数据
looks-what-erasure = 保存了你多少内容
looks-why-review = 审核
looks-why-console = 控制台
looks-why-adjustment = 更正
looks-why-api = 通过接口
looks-why-download = 下载
looks-why-erase-command = 抹除命令，没有执行

# 同意了什么，一项一项

consent-purpose = ▪️ { $text }（{ $version } 版）
consent-given = ✅ { $day } 同意了 { $version } 版
consent-not-given = ⬜ 没有同意
consent-text-service = 保存你的账号和记录，如上所述。注销即终止。
consent-text-board-name = 在榜上向名次相邻的同事显示你的昵称和本周克数。撤回后立刻只剩名次。
consent-text-photo-review = 由不知道你姓名的审核员查看你作为凭证发来的照片。撤回后，待审的照片立刻收回；审过的不变。
consent-unused = 这里没有任何功能读取传感器或位置、上市交易；要做之前会先问你。
