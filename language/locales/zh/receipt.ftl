# 凭证：证明给我看

receipt-proved =
    🧾 #{ $reference } · { $title } { $quantity } · { $grams } · 证据 { $evidence }
    账本第 { $entry } 条，检查点 { $checkpoint }
    叶 <code>{ $leaf }</code> → 根 <code>{ $root }</code>，{ $steps } 步 ✔️
    <b>说明了</b>：{ $since } 起这条记录没被改过。<b>没说明</b>：{ $travel ->
        [yes] 你真的走了这一趟
       *[no] 这件事真的做了
    }；那看证据等级。
receipt-integrating =
    🧾 #{ $reference } · { $title } { $quantity } · { $grams } · 证据 { $evidence }
    账本第 { $entry } 条，正在入树，稍后可验
receipt-later = 后来：{ $what }
receipt-event =
    { $event ->
        [evidence_raised] 证据升级
        [reviewed] 审核通过
        [verified] 已核证
        [corrected] 已更正
       *[reversed] 已撤销
    }
receipt-history = 🧾 <b>最近的记录</b>
receipt-history-line = #{ $reference } · { $day } · { $title } { $quantity } · { $grams }
receipt-none = 还没有记录。先记一件：「地铁 12 公里」。
receipt-button-older = ⏪ 更早的
receipt-button-proof = ⬇️ 证明文件
receipt-button-sum = 🧮 怎么算
receipt-button-wrong = ✋ 有错
receipt-check-page = 验证页
receipt-proof-file =
    用{ $page }核对，离线也行；也可用任何支持 C2SP tlog-proof 的工具。
    账本公钥：<code>{ $vkey }</code>
receipt-wrong = 哪里错了？可以改数，也可以整条撤销；原记录都会保留。
