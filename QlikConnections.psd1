@{
    RootModule             = 'QlikConnections.psm1'
    ModuleVersion          = '0.1.0'
    GUID                   = 'b7d1f4c2-6a5e-4c0f-9b7e-2f8a51c3d946'
    Author                 = 'QlikConnections contributors'
    CompanyName            = 'QlikConnections contributors'
    Copyright              = '(c) QlikConnections contributors. MIT licence.'
    Description            = 'Manages data connections on Qlik Cloud and on client-managed Qlik Sense with one set of cmdlets: typed objects in the pipeline, names instead of ids, bulk changes in few requests, -WhatIf everywhere, and a built-in sandbox to try and rehearse offline.'

    # Windows PowerShell 5.1, or PowerShell 7.4 and later (the module says so when loaded in 7.0 to 7.3).
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Desktop', 'Core')

    FormatsToProcess       = @('QlikConnections.Format.ps1xml')

    CmdletsToExport        = @(
        'Compare-QlikDataConnection'
        'Connect-QlikSession'
        'Copy-QlikDataConnection'
        'Disconnect-QlikSession'
        'Export-QlikDataConnection'
        'Export-QlikDataConnectionReport'
        'Get-QlikChange'
        'Get-QlikDataConnection'
        'Get-QlikDataConnectionUsage'
        'Get-QlikDataCredential'
        'Get-QlikDataSource'
        'Get-QlikDataSourceGateway'
        'Get-QlikDataSourceProperty'
        'Get-QlikProfile'
        'Get-QlikSession'
        'Get-QlikSpace'
        'Get-QlikUser'
        'Import-QlikDataConnection'
        'Invoke-QlikRequest'
        'Move-QlikDataConnectionOwner'
        'New-QlikDataConnection'
        'New-QlikOAuthClient'
        'Remove-QlikDataConnection'
        'Remove-QlikDataCredential'
        'Remove-QlikProfile'
        'Restore-QlikDataConnection'
        'Save-QlikProfile'
        'Select-QlikSession'
        'Set-QlikDataConnection'
        'Set-QlikDataCredential'
        'Set-QlikDataSource'
        'Test-QlikDataConnectionMigration'
        'Test-QlikDataConnectionPolicy'
        'Undo-QlikChange'
    )
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()

    PrivateData            = @{
        PSData = @{
            Tags         = @('Qlik', 'QlikSense', 'QlikCloud', 'DataConnection', 'QRS', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
