if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal comments=:# commentstring=#\ %s
" `:make` checks the script, `gq` formats it.
setlocal makeprg=nfsh\ check\ %:S errorformat=%E%trror:\ %m,%W%tarning:\ %m,%Z\ %#-->\ %f:%l:%c,%-G%.%#
setlocal formatprg=nfsh\ fmt\ -

let b:undo_ftplugin = 'setlocal comments< commentstring< makeprg< errorformat< formatprg<'
