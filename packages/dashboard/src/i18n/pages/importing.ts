/** The words of the import. */

import type { WordTree } from '../word.ts'

/** Texts of `importing`. */
export const importing = {
  tab: ['Import', '匯入'],
  title: ['Import MEXC history', '匯入 MEXC 歷史紀錄'],
  hint: [
    'Add history from before Spotdeck was set up. You’ll see a preview before anything is saved.',
    '補上 Spotdeck 開始記錄之前的歷史。儲存前會先預覽。',
  ],
  drop: ['Drop a CSV or XLSX file here', '將 CSV 或 XLSX 檔案拖曳到此'],
  choose: ['or click to browse', '或點此選擇檔案'],
  tap: ['Choose a CSV or XLSX file', '選擇 CSV 或 XLSX 檔案'],
  reading: ['Loading the file…', '正在載入檔案…'],
  phase: {
    reading: ['Loading the file…', '正在載入檔案…'],
    matching: ['Comparing with your records…', '正在與現有紀錄比對…'],
    applying: ['Importing…', '正在匯入…'],
  },
  rowsDone: ['{{done}} of {{total}} rows', '{{done}} / {{total}} 列'],
  cancel: ['Cancel import', '取消匯入'],
  canceling: ['Canceling…', '正在取消…'],
  tooLarge: [
    'The file is larger than {{limit}} MB. Export a shorter period.',
    '檔案大於 {{limit}} MB，請匯出較短的期間。',
  ],
  itHolds: ['File contents:', '檔案內容：'],
  kind: {
    orders: ['Orders', '委託'],
    deals: ['Fills', '成交'],
    deposits: ['Deposits', '充值'],
    withdrawals: ['Withdrawals', '提領'],
  },
  preview: ['Preview: {{kind}}', '預覽：{{kind}}'],
  counts: {
    rows: ['Rows', '列數'],
    added: ['New', '新增'],
    known: ['Already recorded', '已有'],
    ignored: ['Still pending', '尚未完成'],
    conflicting: ['Conflicts', '資料衝突'],
    rejectedCount: ['Invalid', '格式無效'],
  },
  span: ['Period', '期間'],
  missing: [
    'Missing columns: {{fields}}. Choose them below and preview again.',
    '缺少欄位：{{fields}}。請在下方指定後再預覽一次。',
  ],
  conflicting_one: [
    '{{count}} row conflicts with your records, so nothing was imported. Check the account and the time zone.',
    '{{count}} 列與現有紀錄衝突，未匯入任何資料。請確認帳戶與時區。',
  ],
  conflicting_other: [
    '{{count}} rows conflict with your records, so nothing was imported. Check the account and the time zone.',
    '{{count}} 列與現有紀錄衝突，未匯入任何資料。請確認帳戶與時區。',
  ],
  columns: ['Column mapping', '欄位對應'],
  unused: ['Not used', '不使用'],
  zone: ['Time zone of the file', '檔案時區'],
  again: ['Preview again', '重新預覽'],
  apply_one: ['Import {{shown}} row', '匯入 {{shown}} 列'],
  apply_other: ['Import {{shown}} rows', '匯入 {{shown}} 列'],
  close_one: ['Fill the gap', '補上缺口'],
  close_other: ['Fill {{count}} gaps', '補上 {{count}} 個缺口'],
  closes_one: ['These rows fill a gap in your history:', '這些資料可補上 1 個紀錄缺口：'],
  closes_other: ['These rows fill {{count}} gaps in your history:', '這些資料可補上 {{count}} 個紀錄缺口：'],
  closesOnly_one: [
    'No new rows, but the file proves this gap is complete. Apply to mark it:',
    '沒有新資料，但檔案可證明此缺口並無遺漏，套用後即標示為完整：',
  ],
  closesOnly_other: [
    'No new rows, but the file proves these {{count}} gaps are complete. Apply to mark them:',
    '沒有新資料，但檔案可證明這 {{count}} 個缺口並無遺漏，套用後即標示為完整：',
  ],
  closed_one: ['Gap filled.', '已補上缺口。'],
  closed_other: ['{{count}} gaps filled.', '已補上 {{count}} 個缺口。'],
  balances: ['An import never changes a balance.', '匯入不會改變任何餘額。'],
  rejected: ['Invalid rows', '格式無效的列'],
  row: ['Row {{row}}', '第 {{row}} 列'],
  done: ['Completed', '已完成'],
  open: ['In progress', '處理中'],
  sample: ['First rows', '前幾列預覽'],
  applied: ['{{added}} rows imported, {{known}} already recorded.', '已匯入 {{added}} 列，另有 {{known}} 列已有紀錄。'],
  canceledNothing: ['The import was canceled. Nothing was written.', '匯入已取消，未寫入任何資料。'],
  canceledAfter_one: [
    'The import was canceled. {{shown}} row was written and stays. Preview the file again to import the rest.',
    '匯入已取消，已寫入的 {{shown}} 列會保留。請重新預覽檔案以匯入其餘資料。',
  ],
  canceledAfter_other: [
    'The import was canceled. {{shown}} rows were written and stay. Preview the file again to import the rest.',
    '匯入已取消，已寫入的 {{shown}} 列會保留。請重新預覽檔案以匯入其餘資料。',
  ],
} satisfies WordTree
