# 接口自带的页面

page-name = 一叶 · Leafledger
page-this-language = 中文
page-hero = 日常的低碳行为，变成人人可核的克数。
page-what = 说一句“坐地铁12公里”，就能看到减了多少克、怎么算的、依据是什么，还有一张离线也能自证的凭证。
page-chat = 和一叶聊天
page-chat-what = 就在浏览器里，不需要 Telegram 账号。
page-api = 伙伴应用接口
page-api-what = 发送行程和活动，读回记录，核对账本。
page-green-office = 绿色办公
page-green-office-what = 一个单位的一个月：人数、里程、减排、通勤。
page-ledger = 公共账本
page-ledger-what = 只增不改，已签名的大小和根哈希；通用的验证程序都认。
page-check = 验证证明
page-check-what = 一个网页，在你的浏览器里核对凭证，离线也行。
page-step-1 = 一句话、一个按钮或伙伴发来的一次出行，成为一条记录；记下的从不改动。
page-step-2 = 公开的方法学把它换算成整数毫克；同样的输入永远得到同样的数。
page-step-3 = 账本每秒封存一次，签名的检查点谁都可以留底对照。
page-docs-what = 请求头带上 "Authorization: Bearer lf_live_…"。重复发送不会重复计数。
page-docs-key = 需要密钥
page-docs-parameters = 参数：
page-docs-answers = 回答：
page-problem-status = HTTP 状态 { $status }，代码
